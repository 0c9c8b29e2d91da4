"use strict";
// Decisions made in the page and kept by the server: agreed, overruled, noted, given to somebody, done.
(() => {
  const { all, items, tick, same } = deciding({ made });
  const csrf = document.querySelector("meta[name=csrf]").content, words = document.getElementById("say-words").dataset;
  const progress = document.getElementById("progress");
  for (const item of items) {
    Object.assign(item, { n: item.place.id.split("-")[1], story: item.place.querySelector(".said") });
    item.settled = Boolean(item.story.querySelector("[data-settled]"));
  }

  function show(item, state) {
    if (state) {
      item.settled = state.settled;
      item.story.innerHTML = state.said;  // made and escaped by the server
    }
    item.shown.textContent = item.story.querySelector(".decided") ? words.change : words.say;
    item.place.classList.toggle("settled", item.settled);
    tick(item, item.settled);
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
      for (const other of same(item)) show(other, state);
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

  function made(item) {
    const { form } = item;
    form.addEventListener("submit", (event) => { event.preventDefault(); submit(item, event.submitter?.value || "decide"); });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName === "BUTTON") return;
      if (event.target.tagName === "TEXTAREA" && !event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      submit(item, event.target.name === "to" ? "assign" : "decide");
    });
    form.querySelector("[data-corrected]")?.addEventListener("click", (event) => corrected(item, event.currentTarget));
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

  items.forEach((item) => show(item));
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
