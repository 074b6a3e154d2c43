// What a page can do better with a script; all of it works without.
"use strict";

// The moments of a slider: for the address and, behind the first space, for people.
function read(slider) {
  return slider.dataset.moments.split("|").map((moment) => {
    const space = moment.indexOf(" ");
    return { at: moment.slice(0, space), says: moment.slice(space + 1) };
  });
}

// Sliders: say the moment while the thumb moves, and show the page as of it when it rests.
function listen(scope) {
  for (const slider of scope.querySelectorAll("input[type=range][data-moments]")) {
    const moments = read(slider);
    const say = () => {
      const { says } = moments[slider.value];
      slider.form.querySelector(`output[for="${slider.id}"]`).value = says;
      slider.setAttribute("aria-valuetext", says);
    };
    slider.addEventListener("input", say);
    slider.addEventListener("change", () => show(slider));
    say();
  }
  for (const button of scope.querySelectorAll("[data-without-script]")) button.hidden = true;
}

let latest = 0;
async function show(moved) {
  const turn = ++latest;
  const address = new URL(location.href);
  for (const slider of moved.form.querySelectorAll("input[type=range]")) {
    address.searchParams.set(slider.dataset.axis, read(slider)[slider.value].at);
  }
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  if (turn !== latest) return; // moved on meanwhile
  if (!answer.ok || answer.redirected) return location.assign(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = document.getElementById("main");
  main.replaceWith(page.getElementById("main"));
  history.replaceState(null, "", address);
  listen(document);
  document.getElementById(moved.id).focus({ preventScroll: true });
}

listen(document);

// Progress: the page asks again by itself while a verification runs.
async function follow() {
  const part = document.querySelector("[data-follow]");
  if (!part || part.dataset.follow !== "running") return;
  await new Promise((done) => setTimeout(done, 1000));
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  part.replaceWith(page.querySelector("[data-follow]"));
  return follow();
}
follow();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
