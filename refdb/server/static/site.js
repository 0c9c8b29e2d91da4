"use strict";
// Files and texts sent, jobs watched, texts copied.
(() => {
  const csrf = document.querySelector("meta[name=csrf]").content;
  const drop = document.getElementById("drop"), job = document.getElementById("job");

  async function send(form) {
    const said = form.querySelector("output");
    said.textContent = form.dataset.sending;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "x-csrf-token": csrf } });
      const told = answer.headers.get("content-type").startsWith("application/json") ? await answer.json() : { detail: await answer.text() };
      if (!answer.ok) throw new Error(told.detail || answer.status);
      location.assign(told.url);
    } catch (error) { said.textContent = `${form.dataset.failed}: ${error.message}`; }
  }
  if (drop) {
    const file = drop.querySelector("input[type=file]");
    drop.addEventListener("submit", (event) => { event.preventDefault(); send(drop); });
    for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
    document.addEventListener("dragover", () => drop.classList.add("over"));
    for (const kind of ["dragleave", "drop"]) document.addEventListener(kind, () => drop.classList.remove("over"));
    document.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.files.length) return;
      file.files = event.dataTransfer.files;
      send(drop);
    });
    file.addEventListener("change", () => { if (file.files.length) send(drop); });
    drop.querySelector("textarea")?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(drop);
    });
  }

  if (job && job.dataset.ended === "0") {
    const words = job.dataset, line = job.querySelector("[role=status]"), bar = job.querySelector("progress");
    const source = new EventSource(words.events);
    source.addEventListener("message", (event) => {
      const now = JSON.parse(event.data);
      const detail = { queued: now.ahead, running: `${now.step}${now.total ? ` ${now.done}/${now.total}` : ""}`, failed: now.error }[now.state] ?? "";
      line.textContent = `${words[now.state]} ${detail}`;
      if (now.total) bar.value = now.done / now.total; else bar.removeAttribute("value");
      if (["done", "failed", "cancelled"].includes(now.state)) {
        source.close();
        if (now.url) location.replace(now.url); else location.reload();
      }
    });
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", () => {
      const text = document.getElementById(button.dataset.copy);
      text.select();
      if (navigator.clipboard) navigator.clipboard.writeText(text.value); else document.execCommand("copy");
      button.parentElement.querySelector("output").textContent = button.dataset.copied;
    });
  }
})();
