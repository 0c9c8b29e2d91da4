
"use strict";
// Filter and keys. Everything else in the page works without this.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const filter = document.getElementById("filter");
  if (!filter) return;
  filter.hidden = false;
  const find = document.getElementById("find"), only = document.getElementById("only");
  const shown = document.getElementById("shown"), keys = document.getElementById("keys");
  const words = (element) => element.textContent.toLowerCase().replace(/\s+/g, " ");

  const inText = new Map();  // claim -> its stretches in the article
  for (const span of all(".claim")) {
    for (const n of span.dataset.claim.split(" ")) inText.set(n, [...(inText.get(n) || []), span]);
  }
  const claims = all(".verdict").map((note) => {
    const spans = inText.get(note.id.slice(6)) || [];
    return { note, spans, verdict: note.dataset.verdict, get look() { return note.dataset.look === "1"; }, words: null };
  });
  const references = all(".reference").map((item) => (
    { item, listed: Boolean(item.closest("#reference-list")), get look() { return item.dataset.look === "1"; }, words: null }));
  const inList = references.filter((one) => one.listed).length;
  const blocks = all(".text > *");
  const lists = all("#reference-list > h3").map((heading) => [heading, heading.nextElementSibling]);
  const others = document.getElementById("source-list");
  if (others) lists.push([others, others]);
  const has = (one, elements, sought) => {
    one.words ??= elements.map(words).join(" ");
    return sought.every((word) => one.words.includes(word));
  };
  const said = shown.dataset;  // the words of the page's language
  const of = (n, all_, one) => `${n} ${said.of} ${all_} ${said[all_ === 1 ? one : `${one}s`]}`;

  function apply() {
    const sought = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = filter.elements.verdict?.value || "";
    const active = Boolean(sought.length || verdict || only.checked);
    const kept = new Set();
    let claimCount = 0, referenceCount = 0;
    for (const one of claims) {
      const on = (!verdict || one.verdict === verdict) && (!only.checked || one.look) &&
        (!sought.length || has(one, [...one.spans, one.note], sought));
      one.note.classList.toggle("off", !on);
      one.on = on;
      if (on) { claimCount += 1; one.spans.forEach((span) => kept.add(span)); }
    }
    for (const one of claims) for (const span of one.spans) span.classList.toggle("dim", !kept.has(span));
    let heading = null;
    for (const block of blocks) {
      if (block.matches("h3")) { heading = block; block.classList.toggle("off", active); continue; }
      const on = !active || Boolean(block.querySelector(".verdict:not(.off)"));
      block.classList.toggle("off", !on);
      if (on && heading) heading.classList.remove("off");
    }
    for (const one of references) {
      const on = (!only.checked || one.look) && (!sought.length || has(one, [one.item], sought));
      one.item.classList.toggle("off", !on);
      referenceCount += on && one.listed;
    }
    for (const [head, list] of lists) head.classList.toggle("off", !list.querySelector(".reference:not(.off)"));
    document.querySelector(".text").previousElementSibling.hidden = claimCount > 0 || !claims.length;
    document.querySelector("#reference-list .none").hidden = referenceCount > 0 || !inList;
    const parts = [];
    if (claims.length) parts.push(of(claimCount, claims.length, "claim"));
    if (inList) parts.push(of(referenceCount, inList, "reference"));
    shown.textContent = `${active ? said.showing : said.all} ${parts.join(", ")}`;
  }

  // What is linked to must be seen: the filter gives way, and what is folded opens.
  function reveal() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest(".off")) { filter.reset(); apply(); }
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
    if (target.matches("[tabindex]")) target.focus({ preventScroll: true });
  }

  function step(by, wanted) {
    const list = claims.filter((one) => one.on && wanted(one));
    if (!list.length) return;
    const here = document.activeElement?.closest(".verdict");
    const at = here ? list.findIndex((one) => one.note === here) : -1;
    let next = at + by;
    if (at < 0) {  // from where the reader is in the page
      const place = here || null;
      const below = list.findIndex((one) => place
        ? place.compareDocumentPosition(one.note) & Node.DOCUMENT_POSITION_FOLLOWING
        : one.note.getBoundingClientRect().top > filter.offsetHeight);
      next = by > 0 ? (below < 0 ? list.length - 1 : below) : (below < 0 ? list.length : below) - 1;
    }
    const { note, spans } = list[Math.min(Math.max(next, 0), list.length - 1)];
    note.focus({ preventScroll: true });
    (note.closest(".row") && spans.length && matchMedia("(max-width: 56rem)").matches ? spans[0] : note)
      .scrollIntoView({ block: "center" });
  }

  function reset() { filter.reset(); apply(); }

  let wait = 0;
  filter.addEventListener("input", () => {
    clearTimeout(wait);
    if (claims.length > 200) wait = setTimeout(apply, 120); else apply();
  });
  filter.addEventListener("reset", () => setTimeout(apply));
  filter.addEventListener("submit", (event) => event.preventDefault());
  keys.addEventListener("input", (event) => event.stopPropagation());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys.checked || event.target.closest(".say-form")) return;
    if (event.key === "Escape") { reset(); if (event.target === find) find.blur(); return; }
    if (event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) return;
    const action = {
      j: () => step(1, () => true), k: () => step(-1, () => true), n: () => step(1, (one) => one.look),
      a: () => { only.checked = !only.checked; apply(); }, "/": () => { find.focus(); find.select(); },
      d: () => document.activeElement?.closest(".verdict, .reference")?.dispatchEvent(new Event("decide")),
    }[event.key];
    if (action) { event.preventDefault(); action(); }
  });

  // The sentence and its note, shown together.
  function together(event) {
    const note = event.target.closest?.(".verdict"), span = event.target.closest?.(".claim");
    const numbers = note ? [note.id.slice(6)] : span ? span.dataset.claim.split(" ") : [];
    all(".here").forEach((one) => one.classList.remove("here"));
    numbers.forEach((n) => (inText.get(n) || []).forEach((one) => one.classList.add("here")));
  }
  document.addEventListener("mouseover", together);
  document.addEventListener("focusin", together);

  // The short print: what needs a look and nothing else, mostly two pages.
  document.getElementById("print").addEventListener("click", () => {
    reset();
    only.checked = true;
    apply();
    document.body.classList.add("short");
    print();
  });
  addEventListener("afterprint", () => { if (document.body.classList.contains("short")) { document.body.classList.remove("short"); reset(); } });

  let opened = [];
  addEventListener("beforeprint", () => { opened = all("details:not([open], .say)"); opened.forEach((fold) => { fold.open = true; }); });
  addEventListener("afterprint", () => { opened.forEach((fold) => { fold.open = false; }); opened = []; });
  addEventListener("hashchange", reveal);

  // The filter stays on top; what is jumped to must come to stand below it. A paragraph stays beside its notes where it
  // fits below the filter: the end of a longer one would be out of sight.
  const prose = all(".prose");
  const bar = () => {
    const height = getComputedStyle(filter).position === "sticky" ? filter.offsetHeight : 0;
    document.documentElement.style.setProperty("--bar", `${height}px`);
    const fits = prose.map((one) => one.offsetHeight < (innerHeight - height) * .8);
    prose.forEach((one, i) => one.classList.toggle("stays", fits[i]));
  };
  addEventListener("resize", bar);
  filter.addEventListener("toggle", bar, true);
  apply();
  bar();
  reveal();
})();
