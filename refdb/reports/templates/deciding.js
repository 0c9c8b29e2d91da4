// What the report and the server's page have alike: a form that unfolds at each claim and reference, and the list of what
// to do first, in which what is done is ticked off.
const deciding = ({ made }) => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const listed = new Map();  // where a claim or reference is in that list
  for (const entry of all(".task li > a")) listed.set(entry.hash, [...(listed.get(entry.hash) || []), entry.parentElement]);

  const words = document.getElementById("shown")?.dataset ?? {};  // in the page's language
  const items = all("[data-kind]").map((place) => {
    const fold = document.createElement("details"), summary = document.createElement("summary");
    const shown = document.createElement("span"), whose = document.createElement("span");
    fold.className = "say";
    whose.className = "aside";
    const { kind, text, machine, said, decided, look } = place.dataset;
    whose.textContent = ` (${words[kind] || kind} ${place.id.split("-")[1]})`;
    summary.append(shown, whose);
    fold.append(summary);
    place.append(fold);
    return { place, fold, summary, shown, kind, text, machine, said, decided, look, form: null };
  });

  function unfold(item) {
    if (item.form) return;
    const form = item.form = document.getElementById(`say-${item.kind}`).content.firstElementChild.cloneNode(true);
    form.querySelector(".saying").textContent = item.said;
    all("input[type=radio]", form).find((choice) => choice.value === item.machine)?.closest("label").remove();
    item.fold.append(form);
    made(item);
  }

  for (const item of items) {
    item.fold.addEventListener("toggle", () => { if (item.fold.open) unfold(item); });
    item.fold.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && item.fold.open) { item.fold.open = false; item.summary.focus(); }
    });
    item.place.addEventListener("decide", () => {
      unfold(item);
      item.fold.open = true;
      (item.form.querySelector("input:checked") || item.form.querySelector("input")).focus();
    });
  }

  function tick(item, done) {
    item.place.dataset.look = done ? "0" : item.look;
    for (const entry of listed.get(`#${item.place.id}`) || []) entry.classList.toggle("done", done);
  }
  // The same sentence may stand twice in an article.
  const same = (item) => items.filter((other) => other.kind === item.kind && other.text === item.text);
  return { all, items, tick, same };
};
