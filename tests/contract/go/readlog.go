// Reads a sealed log with Go's own packages: go run readlog.go FOLDER VKEY OLD-SIZE PROOF LEAF
// checks the note, the root by the tiles, consistency with OLD-SIZE, and one proof file.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		content, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		data = append(data, content)
	}
	return data, nil
}

func read(path string) string {
	content, err := os.ReadFile(path)
	check(err)
	return string(content)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// head is what a signed checkpoint says.
func head(signed string, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	check(err)
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	return tlog.Tree{N: size, Hash: root}
}

func main() {
	log.SetFlags(0)
	dir, vkey, proofFile, leafFile := os.Args[1], os.Args[2], os.Args[4], os.Args[5]
	tree := head(read(filepath.Join(dir, "checkpoint")), vkey)
	tiles := tlog.TileHashReader(tree, folder(dir))
	root, err := tlog.TreeHash(tree.N, tiles) // the reader checks the tiles against the root, too
	check(err)

	old, err := strconv.ParseInt(os.Args[3], 10, 64)
	check(err)
	oldRoot, err := tlog.TreeHash(old, tiles)
	check(err)
	consistency, err := tlog.ProveTree(tree.N, old, tiles)
	check(err)
	check(tlog.CheckTree(consistency, tree.N, root, old, oldRoot))

	proof, signed, _ := strings.Cut(read(proofFile), "\n\n")
	lines := strings.Split(proof, "\n")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	check(err)
	var hashes tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		check(err)
		hashes = append(hashes, hash)
	}
	at := head(signed, vkey)
	check(tlog.CheckRecord(hashes, at.N, at.Hash, index, tlog.RecordHash([]byte(read(leafFile)))))
	fmt.Println(tree.N, root, index)
}
