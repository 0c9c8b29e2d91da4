"use strict";
// Decisions made in the page and kept by the server: agreed, overruled, noted, given to somebody, done.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const csrf = document.querySelector("meta[name=csrf]").content, words = document.getElementById("say-words").dataset;
  const progress = document.getElementById("progress");
  const listed = new Map();  // where a claim or reference is in the list of what to do first
  for (const entry of all(".task li > a")) listed.set(entry.hash, [...(listed.get(entry.hash) || []), entry.parentElement]);

  const items = all("[data-kind]").map((place) => {
    const fold = document.createElement("details"), summary = document.createElement("summary");
    const shown = document.createElement("span"), whose = document.createElement("span");
    fold.className = "say";
    whose.className = "aside";
    whose.textContent = ` (${place.id.replace("-", " ")})`;
    summary.append(shown, whose);
    fold.append(summary);
    place.append(fold);
    const [kind, n] = place.id.split("-");
    return { place, fold, summary, shown, kind, n, said: place.querySelector(".said"), form: null, settled: false, state: {} };
  });

  function show(item, state) {
    if (state) {
      Object.assign(item, { state, settled: state.settled });
      item.said.innerHTML = state.said;  // made and escaped by the server
    }
    item.shown.textContent = item.said.querySelector(".decided") ? words.change : words.say;
    item.place.classList.toggle("settled", item.settled);
    if (item.settled) item.place.dataset.look = "0";
    for (const entry of listed.get(`#${item.place.id}`) || []) entry.classList.toggle("done", item.settled);
    const done = item.form?.querySelector("[value=done], [value=reopen]");
    if (done && state) { done.value = state.done ? "reopen" : "done"; done.textContent = done.dataset[done.value]; }
  }
  function tell() {
    const open = items.filter((item) => !item.settled).length;
    progress.textContent = `${open} ${progress.dataset.of} ${items.length} ${progress.dataset.open}`;
  }

  async function say(item, action, verdict, text) {
    const output = item.form?.querySelector("output");
    try {
      const answer = await fetch(`${location.pathname}/${item.kind}/${item.n}`, {
        method: "POST", headers: { "content-type": "application/json", "x-csrf-token": csrf },
        body: JSON.stringify({ action, verdict, text }),
      });
      if (!answer.ok) throw new Error((await answer.text()).slice(0, 200));
      const state = await answer.json();
      // The same sentence may stand twice in an article.
      for (const other of items) if (other.kind === item.kind && other.place.dataset.text === item.place.dataset.text) show(other, state);
      tell();
      if (output) output.textContent = words.kept;
      return true;
    } catch (error) {
      if (output) output.textContent = `${words.failed} ${error.message}`;
      return false;
    }
  }

  async function submit(item, action) {
    const { verdict, text, to } = item.form.elements, chosen = [...verdict].find((one) => one.checked);
    if (action === "decide" && !chosen && !text.value.trim()) {
      item.form.querySelector("output").textContent = words.choose;
      return;
    }
    const kept = action === "assign" ? await say(item, "assign", "", to.value)
      : action !== "decide" ? await say(item, action, "", "")
      : chosen ? await say(item, "decide", chosen.value, text.value) : await say(item, "note", "", text.value);
    if (kept && action === "decide") text.value = "";
  }

  async function corrected(item, button) {
    const answer = await fetch(`${location.pathname}/reference/${item.n}/corrected`);
    const text = await answer.text(), output = item.form.querySelector("output");
    if (answer.ok) { try { await navigator.clipboard.writeText(text); } catch { /* not allowed here: it is shown to be copied by hand */ } }
    output.textContent = answer.ok ? `${button.dataset.copied} ${text}` : text;
  }

  function unfold(item) {
    if (item.form) return;
    const form = item.form = document.getElementById(`say-${item.kind}`).content.firstElementChild.cloneNode(true);
    form.querySelector(".saying").textContent = item.place.dataset.said;
    all("input[type=radio]", form).find((choice) => choice.value === item.place.dataset.machine)?.closest("label").remove();
    form.addEventListener("submit", (event) => { event.preventDefault(); submit(item, event.submitter?.value || "decide"); });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName === "BUTTON") return;
      if (event.target.tagName === "TEXTAREA" && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      submit(item, event.target.name === "to" ? "assign" : "decide");
    });
    form.querySelector("[data-corrected]")?.addEventListener("click", (event) => corrected(item, event.currentTarget));
    item.fold.append(form);
  }

  function open(item) {
    unfold(item);
    item.fold.open = true;
    item.form.querySelector("input").focus();
  }
  function next() {
    const here = document.activeElement?.closest("[data-kind]"), at = items.findIndex((item) => item.place === here);
    const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    const found = order.find((item) => !item.settled && item.place.dataset.look === "1") || order.find((item) => !item.settled);
    if (!found) return;
    for (let fold = found.place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (found.place.closest(".off")) document.getElementById("filter").reset();
    found.place.scrollIntoView({ block: "center" });
    found.place.focus({ preventScroll: true });
  }

  for (const item of items) {
    item.fold.addEventListener("toggle", () => { if (item.fold.open) unfold(item); });
    item.fold.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && item.fold.open) { item.fold.open = false; item.summary.focus(); }
    });
    item.place.addEventListener("decide", () => open(item));
    item.settled = Boolean(item.said.querySelector("[data-settled]"));
    show(item);
  }
  tell();
  document.getElementById("next").addEventListener("click", next);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.getElementById("keys")?.checked === false) return;
    if (event.target.matches("input, textarea, select") || event.target.closest(".say-form")) return;
    const item = items.find((one) => one.place === document.activeElement?.closest("[data-kind]"));
    if (event.key === "o") { event.preventDefault(); next(); }
    if (event.key === "y" && item) { event.preventDefault(); say(item, "decide", "", ""); }
  });
})();
