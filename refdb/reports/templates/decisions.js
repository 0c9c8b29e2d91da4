// The reader's own decisions: made under a verdict, kept in this browser, saved as a file for `refdb decisions import`.
(() => {
  const { all, items, tick, same } = deciding({ made });
  const { article, sha256 } = document.querySelector("main").dataset;
  const KEY = `refdb-decisions-${sha256}`, NAME = "refdb-name";
  const bar = document.getElementById("kept"), link = document.getElementById("to-kept");
  const count = bar.querySelector("[role=status]"), name = bar.querySelector("input"), save = bar.querySelector("button");
  let mine = new Map();  // kind and text -> decision
  let keeps = true;  // false where the browser stores nothing for this page

  function read(key) {
    try { return localStorage.getItem(key) || ""; } catch { keeps = false; return ""; }
  }
  function write(key, text) {
    try { if (text) localStorage.setItem(key, text); else localStorage.removeItem(key); } catch { keeps = false; }
  }
  const isDecision = (row) => row && ["kind", "text", "machine", "stance", "verdict", "note", "at"]
    .every((field) => typeof row[field] === "string");
  const id = (row) => `${row.kind}\n${row.text}`;
  function load() {
    if (!keeps) return;
    let rows = [];
    try { rows = JSON.parse(read(KEY) || "[]"); } catch { /* another program's, or cut: there is nothing to keep */ }
    if (keeps) mine = new Map((Array.isArray(rows) ? rows : []).filter(isDecision).map((row) => [id(row), row]));
  }
  const keep = () => write(KEY, mine.size ? JSON.stringify([...mine.values()]) : "");

  for (const item of items) {
    item.line = item.place.querySelector(".decided") || document.createElement("p");
    item.line.className = "decided";
    item.before = item.line.textContent;
  }
  const names = new Map(["claim", "reference"].flatMap((kind) => all("label", document.getElementById(`say-${kind}`).content)
    .map((label) => [`${kind} ${label.querySelector("input")?.value}`, label.textContent.trim()])));

  function inWords({ kind, stance, verdict, note }, said) {
    const what = stance === "agreed" ? `You agreed: ${said}` : `You decided: ${names.get(`${kind} ${verdict}`) || verdict}`;
    return what + (note.trim() ? ` — ${note.trim().replace(/\s+/g, " ")}` : "");
  }

  // As Decision.settles has it: who agreed to one finding has not seen another, nor a retraction that came later.
  const settles = (row, machine) => row.machine === machine || (row.stance === "overruled" && machine !== "retracted");
  function decisionOn(item) {
    const row = mine.get(id(item));
    return row && row.at > item.decided && settles(row, item.machine) ? row : null;
  }

  function show(item) {
    const row = decisionOn(item);
    item.line.textContent = row ? inWords(row, item.said) : item.before;
    if (item.line.textContent) item.fold.before(item.line); else item.line.remove();
    item.shown.textContent = item.line.textContent ? "Change it" : "Wrong? Say so";
    tick(item, Boolean(row));
    if (item.form) fill(item.form, row);
  }

  function fill(form, row) {
    const { verdict, note } = form.elements;
    const chosen = row ? row.verdict : null;
    for (const choice of verdict) choice.checked = choice.value === chosen;
    if (note !== document.activeElement) note.value = row ? row.note : "";
    form.querySelector("output").textContent = !row ? "" : keeps ? "Kept in this browser." : "Not kept by this browser: save it as a file, above.";
    form.querySelector("button").hidden = !row;
  }

  function tell() {
    const n = mine.size, decisions = `${n} decision${n === 1 ? "" : "s"}`;
    bar.hidden = !n;
    save.textContent = `Save ${n === 1 ? "it" : "them"} as a file`;
    count.textContent = n ? `${decisions}, ${keeps ? "kept in this browser." : "which this browser does not keep."}` : "";
    if (!link || link.hidden === !n && link.textContent === decisions) return;
    link.hidden = !n;
    link.textContent = decisions;
    dispatchEvent(new Event("resize"));  // the bar may have grown
  }

  // The time, but later than what it replaces, whose maker's clock may have been fast.
  const after = (decided) => new Date(Math.max(Date.now(), decided ? Date.parse(decided) + 1000 : 0))
    .toISOString().replace(/\.\d+Z$/, "+00:00");

  function decide(item) {
    const { verdict, note } = item.form.elements;
    if (![...verdict].some((choice) => choice.checked)) {
      item.form.querySelector("output").textContent = note.value.trim() ? "Choose what is right, too." : "";
      return;
    }
    load();
    mine.set(id(item), {
      kind: item.kind, text: item.text, machine: item.machine, stance: verdict.value ? "overruled" : "agreed",
      verdict: verdict.value, note: note.value, at: after(item.decided),
    });
    keep();
    showAll(item);
  }

  function takeBack(item) {
    load();
    mine.delete(id(item));
    keep();
    item.form.elements.note.value = "";
    showAll(item);
    item.summary.focus();
  }

  function showAll(item) {
    same(item).forEach(show);
    tell();
  }

  function made(item) {
    item.form.addEventListener("input", () => decide(item));
    item.form.addEventListener("submit", (event) => event.preventDefault());
    item.form.querySelector("button").addEventListener("click", () => takeBack(item));
    fill(item.form, decisionOn(item));
  }

  save.addEventListener("click", () => {
    const decisions = [...mine.values()].map((row) => ({ ...row, by: name.value.trim(), article, sha256 }));
    const text = JSON.stringify({ format: "refdb decisions", version: 1, decisions }, null, 1);
    const file = document.createElement("a");
    file.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/json" }));
    file.download = `${article.replace(/[^\p{L}\p{N}.-]+/gu, "-") || "article"}-decisions.json`;
    file.click();
    setTimeout(() => URL.revokeObjectURL(file.href), 10000);
  });
  name.addEventListener("input", () => write(NAME, name.value));
  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) { load(); items.forEach(show); tell(); }
  });

  load();
  name.value = read(NAME);
  // What the library has taken in since, this browser need not keep.
  for (const item of items) if (mine.get(id(item))?.at === item.decided) mine.delete(id(item));
  if (items.length) keep();
  items.forEach(show);
  tell();
})();
