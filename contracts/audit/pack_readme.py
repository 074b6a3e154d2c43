"""How to verify an evidence pack with tools that nobody here wrote: the pack's README.txt."""

from __future__ import annotations

README = """\
BỘ CHỨNG CỨ / EVIDENCE PACK
===========================

Tiếng Việt
----------
Mỗi tệp logs/<dịch vụ>/facts/<số>.json là một sự kiện, đúng từng byte như khi được ghi. Tệp
logs/<dịch vụ>/proofs/<số>.tlog-proof chứng minh sự kiện ấy nằm trong nhật ký đã niêm phong và ký.
Sự kiện không được cung cấp chỉ có mã băm của lá (<số>.hash, 32 byte); bằng chứng của nó vẫn kiểm
được. Nội dung cá nhân đã mã hóa; khi khóa bị hủy theo lệnh, sự kiện vẫn còn nhưng không đọc được.

Cách kiểm: danvan audit verify --pack TỆP.zip --vkey KHÓA --witness KHÓA (không cần mạng).
Hãy lấy các khóa từ nơi bạn tin, không phải từ keys.json: khóa nằm trong bộ chỉ đáng tin như bộ.
Chỉ các sự kiện được chứng minh; manifest.json và summary.pdf để người đọc, không phải bằng chứng.
Bộ này chứng minh những gì có trong nó, không chứng minh rằng không còn gì khác.

English
-------
Each file logs/<service>/facts/<index>.json is one fact, byte for byte as it was recorded. The file
logs/<service>/proofs/<index>.tlog-proof proves that it is in a log that was sealed and signed. Of a
fact that is withheld there is only the hash of its leaf (<index>.hash, 32 bytes); its proof holds
all the same. Personal data is encrypted; once a key is destroyed by order, a fact is still there,
but can't be read.

To verify: danvan audit verify --pack FILE.zip --vkey KEY --witness KEY (no network needed).
Take the keys from where you trust them, not from keys.json: those in the pack are only as
trustworthy as the pack. Only facts are proved; manifest.json and summary.pdf are for reading. A
pack proves what is in it, not that nothing was left out.

Without danvan
--------------
The formats are public (https://c2sp.org): tlog-proof, tlog-checkpoint, signed-note,
tlog-cosignature; trees are hashed as in RFC 6962, section 2.1.

1. The hash of a leaf:   (printf '\\0'; cat facts/INDEX.json) | sha256sum
2. A proof file has the index, the hashes of the inclusion proof (RFC 6962, 2.1.1) in base64, an
   empty line, and the checkpoint: the name of the log, its size, its root in base64, signatures.
3. Signatures are Ed25519 over the text of the checkpoint, by the key that has the log's name.
   In Go: golang.org/x/mod/sumdb/note (Open) and golang.org/x/mod/sumdb/tlog (CheckRecord).
   In Python: tlog-scales.
4. A cosignature is Ed25519 over "cosignature/v1\\ntime SECONDS\\n" and the text of the checkpoint.
"""
