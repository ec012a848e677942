// app.js — comfort for those with JavaScript; every page works without it. What each attribute does stands in
// docs/internals/look.md. It must never send anything anywhere but to the address that the page itself names, and keeps
// nothing in the browser but the draft of the report form, which the reader may delete.

const typing = (target) => target instanceof HTMLElement
    && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

// --- keyboard ---------------------------------------------------------------------------------------------------

function moveInList(step) {
    const links = [...document.querySelectorAll("[data-list] tbody .row-link")];
    if (links.length === 0) return;
    const at = links.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step));
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
}

function moveToNextStep() {
    const links = [...document.querySelectorAll(".now-step a, .can-do a")];
    (links.find((link) => link.offsetParent && link.matches(".primary")) ?? links.find((link) => link.offsetParent))?.focus();
}

function showKeys() {
    const dialog = document.getElementById("keys");
    if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "j") moveInList(1);
    else if (event.key === "k") moveInList(-1);
    else if (event.key === "a" && document.querySelector(".can-do a")) moveToNextStep();
    else if (event.key === "/" && document.querySelector("[data-search]")) document.querySelector("[data-search]").focus();
    else if (event.key === "?") showKeys();
    else return;
    event.preventDefault();
});

for (const button of document.querySelectorAll("[data-help]")) button.addEventListener("click", showKeys);
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

// An open menu closes when one goes elsewhere.
document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.me[open]")) {
        if (!menu.contains(event.target)) menu.open = false;
    }
});

// --- copying ----------------------------------------------------------------------------------------------------

for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
        const source = document.getElementById(button.dataset.copy);
        if (!source) return;
        try {
            await navigator.clipboard.writeText(source.textContent.trim());
        } catch {
            getSelection().selectAllChildren(source);
            return;
        }
        if (button.dataset.busy) return;
        const before = [...button.childNodes];
        button.dataset.busy = "1";
        button.replaceChildren(button.dataset.copied ?? "✓");
        setTimeout(() => {
            button.replaceChildren(...before);
            delete button.dataset.busy;
        }, 2500);
    });
}

// --- the draft of a report --------------------------------------------------------------------------------------
// It stays in this browser only. Files, hidden fields and codes are never kept; a month later it is forgotten.

const DRAFT_DAYS = 30;
const kept = (field) => field.name && !["hidden", "file", "password", "submit", "button"].includes(field.type);

function readDraft(key) {
    try {
        const draft = JSON.parse(localStorage.getItem(key));
        if (draft && Date.now() - draft.at < DRAFT_DAYS * 86400000) return draft;
        localStorage.removeItem(key);
    } catch {
        // No storage, or not ours: there is no draft.
    }
    return null;
}

function collect(form) {
    const values = {};
    for (const field of form.elements) {
        if (!kept(field)) continue;
        // An empty list says that nothing is ticked, as against a field of another step.
        values[field.name] ??= [];
        if ((field.type === "checkbox" || field.type === "radio") && !field.checked) continue;
        values[field.name].push(field.value);
    }
    return values;
}

// True when a field of this step got something back: what was typed in other steps is nothing to tell here.
function restore(form, values) {
    let restored = false;
    for (const field of form.elements) {
        if (!kept(field)) continue;
        const saved = values[field.name];
        if (!saved) continue;
        const before = field.type === "checkbox" || field.type === "radio" ? field.checked : field.value;
        if (typeof before === "boolean") field.checked = saved.includes(field.value);
        else if (saved.length > 0 && field.value === "") field.value = saved.shift();
        restored ||= before !== (typeof before === "boolean" ? field.checked : field.value);
    }
    return restored;
}

function draftNote(form, text, forget) {
    let note = form.querySelector(".draft-note");
    if (!note) {
        note = document.createElement("p");
        note.className = "draft-note";
        note.setAttribute("role", "status");
        form.prepend(note);
    }
    note.textContent = text;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = form.dataset.draftForget;
    button.addEventListener("click", forget);
    note.append(button);
}

function keepDraft(form) {
    const key = `draft:${form.dataset.draft}`;
    let timer = 0;
    const forget = () => {
        clearTimeout(timer);
        localStorage.removeItem(key);
        form.reset();
        form.querySelector(".draft-note")?.remove();
    };
    const draft = readDraft(key);
    if (draft && restore(form, structuredClone(draft.values))) draftNote(form, form.dataset.draftRestored, forget);
    form.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
            try {
                localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: { ...readDraft(key)?.values, ...collect(form) } }));
                draftNote(form, form.dataset.draftSaved, forget);
            } catch {
                // Storage is full or refused: the form goes on without a draft.
            }
        }, 600);
    });
}

for (const form of document.querySelectorAll("form[data-draft]")) keepDraft(form);
// The page shown after sending names the draft that is no longer needed.
for (const mark of document.querySelectorAll("[data-draft-done]")) {
    try {
        localStorage.removeItem(`draft:${mark.dataset.draftDone}`);
    } catch {
        // Nothing was kept, then.
    }
}

// --- forms kept on the server -------------------------------------------------------------------------------------
// The form's own address keeps what is typed; files, codes and passwords never go along.

function keepOnServer(form) {
    let timer = 0;
    let sending = false;
    const note = document.createElement("p");
    note.className = "draft-note";
    note.setAttribute("role", "status");
    const keep = async () => {
        const body = new URLSearchParams();
        for (const [name, value] of new FormData(form)) {
            if (typeof value === "string" && name !== "_code" && name !== "_confirm") body.append(name, value);
        }
        body.set("_draft", "auto");
        let kept = false;
        try {
            const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "error" });
            kept = answer.status === 204;
        } catch {
            // Offline or signed out: the page says that nothing is kept.
        }
        if (sending) return;
        note.textContent = kept ? form.dataset.keepSaved : form.dataset.keepFailed;
        if (!note.isConnected) form.append(note);
    };
    form.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(keep, 1500);
    });
    form.addEventListener("submit", () => {
        sending = true;
        clearTimeout(timer);
    });
}

for (const form of document.querySelectorAll("form[data-keep]")) keepOnServer(form);

// --- what takes longer -------------------------------------------------------------------------------------------
// A large file or a crowded line: the form says that it is under way, so that nobody sends it twice or goes away.

const SLOW_MS = 700;

function showSending(form) {
    const note = document.createElement("p");
    const bar = document.createElement("progress");
    note.className = "sending";
    note.setAttribute("role", "status");
    bar.setAttribute("aria-label", document.body.dataset.sending);
    note.append(bar, document.body.dataset.sending);
    (form.querySelector(".form-actions") ?? form).after(note);
}

for (const form of document.querySelectorAll("form[method='post']")) {
    form.addEventListener("submit", (event) => {
        if (event.defaultPrevented || !document.body.dataset.sending) return;
        const timer = setTimeout(showSending, SLOW_MS, form);
        addEventListener("pageshow", () => {
            clearTimeout(timer);
            document.querySelector(".sending")?.remove();
        }, { once: true });
    });
}

// --- live preview -----------------------------------------------------------------------------------------------

function livePreview(form) {
    const target = document.getElementById(form.dataset.previewInto);
    let timer = 0;
    let running = null;
    const refresh = async () => {
        running?.abort();
        running = new AbortController();
        target.setAttribute("aria-busy", "true");
        try {
            const answer = await fetch(form.dataset.preview,
                { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin", signal: running.signal });
            // The server rendered and escaped it; scripts in it would not run (innerHTML, and the policy forbids them).
            if (answer.ok) target.innerHTML = await answer.text();
            target.removeAttribute("aria-busy");
        } catch (error) {
            if (error.name !== "AbortError") target.removeAttribute("aria-busy");
        }
    };
    form.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(refresh, 500);
    });
    if (form.dataset.previewNow === "yes") refresh();
}

for (const form of document.querySelectorAll("form[data-preview][data-preview-into]")) {
    if (document.getElementById(form.dataset.previewInto)) livePreview(form);
}

// --- countdown --------------------------------------------------------------------------------------------------

const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "ja", { numeric: "always" });

function distance(ms) {
    const minutes = Math.round(ms / 60000);
    if (Math.abs(minutes) < 90) return words.format(minutes, "minute");
    const hours = Math.round(minutes / 60);
    return Math.abs(hours) < 48 ? words.format(hours, "hour") : words.format(Math.round(hours / 24), "day");
}

function tick() {
    for (const time of document.querySelectorAll("[data-countdown]")) {
        const at = Date.parse(time.dateTime || time.querySelector("time")?.dateTime || "");
        if (Number.isNaN(at)) continue;
        let note = time.querySelector(".distance");
        if (!note) {
            note = document.createElement("span");
            note.className = "distance muted";
            time.append(" ", note);
        }
        note.textContent = `(${distance(at - Date.now())})`;
    }
}

// The clock of an exercise is moved by hand; the distance from this browser's clock would mean nothing.
if (document.querySelector("[data-countdown]") && !document.querySelector(".training")) {
    tick();
    setInterval(tick, 30000);
}
