/* Matang in the browser. Everything works without this file; it only makes things quicker and safer.
   Driven by attributes; no inline handlers, no eval (strict CSP).

   <body data-user="17">                   owner of local drafts
   <form data-autosave>                    saved 600 ms after typing, on blur and on leaving the page: the same POST with
                                           X-Autosave: 1 and If-Match: "<version>", urlencoded. Needs <input name="version">.
                                           200 {version, saved_at} | 412 {detail, current:{version, <fields>, updated_by,
                                           updated_at}} | 401, 403, 409, 422 {detail}. Status goes to [data-status] in the form.
                                           The text stays in localStorage until the server has confirmed it.
   <button data-next="/address">           in such a form: save, then go there; stays when saving fails
   data-lack="Text" on that form, or on a required field in it: said instead of saving while something required is empty
   <form data-differs-from="3">            [data-when-differs] inside is shown, and its [data-reason] required, when the level is not 3
   <form data-logout>                      forgets this user's drafts before it is sent
   <form data-upload data-upload-refresh="#bukti">
                                           one XMLHttpRequest per file with X-Upload: 1 and X-Autosave: 1 (= errors as JSON), progress and retry; big JPEG photos are
                                           made smaller. 200/201 {detail?} or 4xx {detail}. Afterwards the element #bukti is
                                           fetched anew from the page. Rows go to [data-upload-list]. [data-drop] takes drops.
   data-confirm="Text" data-confirm-action="Kirim"   on a form or a submit button: asks in a <dialog>
   data-open="dialog-id"                   opens that <dialog>; data-close closes the one around it
   <button data-same="3">                  in such a form: marks level 3 and sends the form to the button's own address, on the same terms;
                                           refused, the old level stays and [data-same-said] in the form says why
   <form data-look="file">                 sent by script, answered {kind, title, source, address, download}: a pdf or image is shown in #viewer
                                           (its [data-view-…] parts), another file is saved. data-look="link": sent into a tab as it is.
                                           Either way marked: data-opened, [data-look-state]; the key goes on to the next one; [data-same-hint] counts
   <button data-insert="note" data-from="id">   puts the text of #id into the field of that name, where the caret is
   data-key="j" | "ctrl+enter" | "p ctrl+."     this link or button is clicked (a text field: gets the focus) by the key (never a single letter while typing)
   data-level="3" on a radio               chosen by the key 3
                                           of several with one key: in the form or article that has the focus, else in the one
                                           the address names (#i-101), else the first
   data-keys-switch                        checkbox: keys on or off, remembered
   data-count="id"                         letters left of a textarea with maxlength, written into #id
   data-autosubmit                         on a select or checkbox: sends its form on change
   data-check-all="name"                   checkbox: checks all of that name in its form
   data-print, data-copy="text", data-show-password="input-id", data-focus (focus on load), data-menu (closes on click outside),
   data-show-checked (a box that scrolls to its chosen level), data-needs-js (hidden until this file runs)   small things
*/
(() => {
  "use strict";
  const $ = (query, root = document) => root.querySelector(query);
  const $$ = (query, root = document) => [...root.querySelectorAll(query)];
  const user = document.body.dataset.user || "";
  const store = {
    get: key => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
    drop: key => { try { localStorage.removeItem(key); } catch { /* forbidden */ } },
    keys: () => { try { return Object.keys(localStorage); } catch { return []; } },
  };
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const on = (type, query, act) => document.addEventListener(type, event => {
    const element = event.target.closest?.(query);
    if (element) act(element, event);
  });
  const clock = (when = new Date()) => when.toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Jakarta" }).replace(":", ".");

  /* ---- autosave, drafts, conflicts ------------------------------------ */
  const WAIT = 600, RETRY = [2000, 4000, 8000, 15000, 30000], KEEP_DAYS = 14;
  const forms = new WeakMap();
  let looking = Promise.resolve();  // evidence on its way to being recorded as opened

  class Autosave {
    constructor(form) {
      this.form = form;
      this.key = `matang:draft:${user}:${form.getAttribute("action") || location.pathname}`;
      this.status = $("[data-status]", form) || $(`[data-status-of="${form.id}"] [data-status]`);
      this.saved = this.sent();
      this.tries = 0;
      this.busy = null;
      this.offerDraft();
      if (this.dirty()) this.changed(0);
      form.addEventListener("input", () => this.changed(WAIT));
      form.addEventListener("change", () => this.changed(0));
      form.addEventListener("focusout", () => this.dirty() && this.later(0));
      form.addEventListener("submit", event => this.submit(event));
    }
    fields() { return [...new FormData(this.form)].filter(([name, value]) => name !== "version" && typeof value === "string"); }
    body() { return new URLSearchParams(this.fields()).toString(); }
    /** What the server sent: typing may have begun before this file ran. */
    sent() {
      const given = [...this.form.elements].filter(field => field.name && field.name !== "version" && !field.matches(":disabled, button, [type=file]") && (!field.matches("[type=radio], [type=checkbox]") || field.defaultChecked));
      return new URLSearchParams(given.map(field => [field.name, field.matches("[type=radio], [type=checkbox]") ? field.value : field.defaultValue])).toString();
    }
    dirty() { return this.body() !== this.saved; }
    version() { return this.form.elements.version; }
    say(state, text, action, act) {
      if (!this.status) return;
      this.status.dataset.state = state;
      this.status.removeAttribute("title");
      this.status.textContent = text;
      if (action) this.status.append(" ", make("button", { type: "button", className: "button button--link button--small", textContent: action, onclick: act }));
    }
    changed(wait) {
      if (this.conflict) return this.keep();
      if (!this.dirty()) { store.drop(this.key); return; }
      this.keep();
      this.later(wait);
    }
    keep() { store.set(this.key, { fields: this.fields(), version: this.version()?.value, at: Date.now() }); }
    later(wait) { clearTimeout(this.timer); this.timer = setTimeout(() => this.save(), wait); }

    /** Saves what is there now. Resolves to true when the server has confirmed everything. */
    async save(leaving = false) {
      clearTimeout(this.timer);
      if (this.conflict) return false;
      if (this.busy) { const fine = await this.busy; return fine && this.dirty() ? this.save(leaving) : fine; }
      if (!this.dirty()) return true;
      const lack = this.form.dataset.lack && $("input:invalid, textarea:invalid", this.form);
      if (lack) { this.say("idle", lack.dataset.lack || this.form.dataset.lack); return false; }
      this.busy = this.send(this.body(), leaving, this.form.action);
      const fine = await this.busy;
      this.busy = null;
      if (fine && this.dirty()) this.later(WAIT);
      return fine;
    }
    /** Takes the claim over as the own level; what the server refuses leaves the level as it was. */
    async same(button) {
      clearTimeout(this.timer);
      if (this.conflict) return;
      this.busy = this.takeOver(button, this.busy);
      const fine = await this.busy;
      this.busy = null;
      if (fine && this.dirty()) this.later(WAIT);
    }
    async takeOver(button, busy) {
      const levels = $$("[data-level]", this.form), before = levels.find(one => one.checked);
      levels.forEach(one => { one.checked = one.value === button.dataset.same; });
      await Promise.all([busy, looking]);
      const fine = await this.send(this.body(), false, button.formAction);
      if (!fine && !this.conflict) {
        levels.forEach(one => { one.checked = one === before; });
        clearTimeout(this.timer);
        if (!this.dirty()) store.drop(this.key);
      }
      const said = $("[data-same-said]", this.form);
      said.hidden = !this.why;
      said.textContent = this.why;
      if (this.why) this.say("idle", "Belum ada perubahan");
      this.form.dispatchEvent(new Event("matang:filled"));
      if (fine) levels.find(one => one.checked).closest(".level").scrollIntoView({ block: "nearest" });
      return fine;
    }
    async send(body, leaving, address) {
      const version = this.version()?.value ?? "";
      this.why = "";
      this.say("saving", "Menyimpan…");
      let answer, data = {};
      try {
        answer = await fetch(address, {
          method: "POST", keepalive: leaving, redirect: "manual", credentials: "same-origin",
          headers: { "X-Autosave": "1", "If-Match": `"${version}"`, "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
          body: body + (body ? "&" : "") + new URLSearchParams({ version }),
        });
        data = await answer.json().catch(() => ({}));
      } catch { return this.failed(); }
      if (answer.ok && "version" in data) return this.done(body, data);
      if (answer.status === 412 && data.current) return this.differs(data);
      if (answer.type === "opaqueredirect" || answer.status === 401) return this.signedOut();
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return this.refused(data.detail);
      return this.failed();
    }
    done(body, data) {
      if (this.version()) this.version().value = data.version;
      this.saved = body;
      this.tries = 0;
      if (this.dirty()) this.keep(); else store.drop(this.key);
      this.say("saved", `Tersimpan ${data.saved_at || clock()}${data.said ? `, ${data.said}` : ""}`);
      this.form.dispatchEvent(new CustomEvent("matang:saved", { bubbles: true, detail: data }));
      return true;
    }
    failed() {
      this.say("failed", "Belum tersimpan –", "coba lagi", () => this.save());
      if (this.status) this.status.title = "Isian Anda aman di perangkat ini.";
      this.later(RETRY[Math.min(this.tries++, RETRY.length - 1)]);
      return false;
    }
    refused(detail) {
      this.why = detail || "";
      this.say("failed", detail || "Belum tersimpan. Periksa isian Anda.");
      return false;
    }
    signedOut() {
      this.say("failed", "Sesi berakhir. Isian ada di perangkat ini.");
      this.status?.append(" ", make("a", { href: "/masuk", target: "_blank", rel: "noopener", textContent: "Masuk lagi di tab baru" }));
      return false;
    }

    /* someone else saved first: show both, let the person choose */
    differs({ current }) {
      this.conflict = current;
      const who = current.updated_by || "orang lain", when = current.updated_at ? clock(new Date(current.updated_at)) : "";
      this.say("conflict", `Diubah ${who} ${when} – lihat perbedaan`);
      const rows = Object.entries(current).filter(([name, value]) => name !== "version" && this.form.elements[name] && String(value ?? "") !== this.value(name));
      const panel = make("section", { className: "note note--warn stack", tabIndex: -1 },
        make("h2", { textContent: `${who} mengubah isian ini ${when ? `pukul ${when}` : "tadi"}` }),
        make("p", { textContent: "Isian Anda belum disimpan. Pilih mana yang dipakai." }));
      for (const [name, value] of rows) {
        panel.append(make("h3", { textContent: this.label(name) }), make("div", { className: "grid" },
          make("div", {}, make("p", { className: "over", textContent: `Isian ${who}` }), make("p", { className: "keep-lines", textContent: this.shown(name, value) })),
          make("div", {}, make("p", { className: "over", textContent: "Isian Anda" }), make("p", { className: "keep-lines", textContent: this.shown(name, this.value(name)) }))));
      }
      panel.append(make("div", { className: "cluster" },
        make("button", { type: "button", className: "button", textContent: "Pakai isian saya", onclick: () => this.settle(panel, null) }),
        make("button", { type: "button", className: "button button--quiet", textContent: `Pakai isian ${who}`, onclick: () => this.settle(panel, current) })));
      this.panel?.remove();
      this.panel = panel;
      this.form.prepend(panel);
      panel.scrollIntoView({ block: "nearest" });
      return false;
    }
    settle(panel, theirs) {
      if (this.version()) this.version().value = this.conflict.version;
      this.conflict = null;
      panel.remove();
      if (theirs) {
        this.fill(Object.entries(theirs).filter(([name]) => name !== "version"));
        this.saved = this.body();
        store.drop(this.key);
        this.say("saved", `Memakai isian ${theirs.updated_by || "orang lain"}`);
        return;
      }
      this.saved = null;
      this.save();
    }
    value(name) { return new FormData(this.form).getAll(name).join(", "); }
    shown(name, value) {
      const radio = $$("input[data-name]", this.form).find(one => one.name === name && one.value === String(value));
      return radio ? radio.dataset.name : value || "(kosong)";
    }
    label(name) {
      const field = this.form.elements[name];
      const element = field instanceof RadioNodeList ? field[0] : field;
      const text = element.closest("fieldset")?.querySelector("legend") || element.labels?.[0];
      return text ? text.textContent.replace("(boleh kosong)", "").trim() : name;
    }
    fill(fields) {
      for (const [name, value] of fields) {
        const field = this.form.elements[name];
        if (!field) continue;
        if (field instanceof RadioNodeList && value === null) field.forEach(radio => { radio.checked = false; });
        else if (field.type === "checkbox") field.checked = field.value === value;
        else field.value = value ?? "";
      }
      this.form.dispatchEvent(new Event("matang:filled"));
    }

    /* text typed before a crash or a dropped line */
    offerDraft() {
      const draft = store.get(this.key);
      if (!draft) return;
      const body = new URLSearchParams(draft.fields).toString();
      if (body === this.saved || Date.now() - draft.at > KEEP_DAYS * 864e5) { store.drop(this.key); return; }
      const stale = draft.version !== this.version()?.value;
      const when = new Date(draft.at);
      const panel = make("section", { className: "note note--warn stack stack--tight" },
        make("h2", { textContent: "Ada isian yang belum tersimpan" }),
        make("p", { textContent: `Diketik di perangkat ini ${when.toLocaleDateString("id-ID", { day: "numeric", month: "long" })} pukul ${clock(when)}.${stale ? " Isian di server sudah berubah sejak itu." : ""}` }),
        ...draft.fields.filter(([name, value]) => value && value !== this.value(name)).map(([name, value]) =>
          make("p", { className: "keep-lines" }, make("strong", { textContent: `${this.label(name)}: ` }), this.shown(name, value))));
      panel.append(make("div", { className: "cluster" },
        make("button", { type: "button", className: "button", textContent: "Pulihkan", onclick: () => { panel.remove(); this.fill(draft.fields); this.changed(0); } }),
        make("button", { type: "button", className: "button button--quiet", textContent: "Buang", onclick: () => { panel.remove(); store.drop(this.key); } })));
      this.form.prepend(panel);
    }

    async submit(event) {
      const next = event.submitter?.dataset.next;
      if (event.submitter?.dataset.same && !event.defaultPrevented) { event.preventDefault(); this.same(event.submitter); return; }
      if (event.defaultPrevented || (!next && !this.busy)) { if (!event.defaultPrevented) this.leave(); return; }
      event.preventDefault();
      const fine = await this.save();
      if (!fine && (this.dirty() || this.why)) { this.status?.scrollIntoView({ block: "nearest" }); return; }
      if (next) location.assign(next); else { this.leave(); this.form.requestSubmit(event.submitter); }
    }
    leave() { clearTimeout(this.timer); this.leaving = true; }
  }
  const autosaves = () => $$("form[data-autosave]").map(form => forms.get(form)).filter(Boolean);
  const startForms = root => $$("form[data-autosave]", root).forEach(form => { if (!forms.has(form)) forms.set(form, new Autosave(form)); });

  addEventListener("online", () => autosaves().forEach(one => one.save()));
  addEventListener("visibilitychange", () => {
    for (const one of autosaves()) {
      if (document.visibilityState === "hidden") { if (one.dirty() && !one.leaving) one.save(true); }
      else if (one.status?.dataset.state === "failed") one.save();
    }
  });
  addEventListener("beforeunload", event => {
    for (const one of autosaves().filter(one => !one.leaving && one.dirty())) {
      if (one.conflict || one.status?.dataset.state === "failed") event.preventDefault(); else one.save(true);
    }
  });
  document.addEventListener("submit", event => {
    if (!event.target.matches("form[data-logout]")) return;
    store.keys().filter(key => key.startsWith(`matang:draft:${user}:`)).forEach(store.drop);
    autosaves().forEach(one => one.leave());
  });

  /* ---- a reason when the level differs from the claim ------------------ */
  const showReason = form => {
    const chosen = $("[data-level]:checked", form)?.value;
    const differs = Boolean(chosen) && chosen !== form.dataset.differsFrom;
    $$("[data-when-differs]", form).forEach(part => { part.hidden = !differs; });
    $$("[data-reason]", form).forEach(field => { field.required = differs; });
  };
  on("change", "form[data-differs-from]", showReason);
  document.addEventListener("matang:filled", event => event.target.matches("[data-differs-from]") && showReason(event.target), true);

  /* ---- keys ------------------------------------------------------------ */
  const KEYS = "matang:keys";
  const typing = element => element.closest?.("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox]):not([type=button]):not([type=submit])");
  /** Several forms or cards may have the same key: the one around the focus counts, then the one the address names. */
  const nearest = (query, from) => {
    const found = $$(query).filter(element => element.offsetParent !== null && !element.disabled);
    const places = [from.closest?.("form"), from.closest?.("article"), $(":target"), document];
    return places.map(place => place && found.find(element => place.contains(element))).find(Boolean);
  };
  const press = (name, from) => {
    const target = nearest(`[data-key~="${name}"]`, from);
    if (target && typing(target)) target.focus(); else target?.click();
    if (target?.matches("summary") && target.parentElement.open) $("button, a", target.parentElement)?.focus();
    return Boolean(target);
  };
  const chooseLevel = (from, level) => {
    const radio = nearest(`[data-level="${level}"]`, from) || $(`form:has([data-level]) [data-level="${level}"]`);
    if (!radio || radio.matches(":disabled")) return false;
    radio.focus();
    radio.click();
    return true;
  };
  document.addEventListener("keydown", event => {
    if (event.defaultPrevented || event.isComposing || $("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (key === "enter" && (event.ctrlKey || event.metaKey)) { if (press("ctrl+enter", event.target)) event.preventDefault(); return; }
    if (key === "." && event.ctrlKey) { if (press("ctrl+.", event.target)) event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || store.get(KEYS) === false) return;
    const help = $("#key-help");
    if (key === "?" && help) { help.showModal(); event.preventDefault(); return; }
    if (/^[1-9]$/.test(key) ? chooseLevel(event.target, key) : /^[a-z]$/.test(key) && press(key, event.target)) event.preventDefault();
  });
  on("change", "[data-keys-switch]", box => store.set(KEYS, box.checked));

  /* ---- upload ---------------------------------------------------------- */
  const SIDE = 2400;
  const shrink = async file => {
    if (file.type !== "image/jpeg" || file.size < 1.5e6 || !self.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
      const canvas = make("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise(resolve => canvas.toBlob(resolve, "image/jpeg", 0.85));
      return blob && blob.size < file.size ? new File([blob], file.name, { type: "image/jpeg" }) : file;
    } catch { return file; }
  };
  const transmit = (form, name, file, progress) => new Promise(resolve => {
    const data = new FormData(form), request = new XMLHttpRequest();
    data.delete(name);
    data.append(name, file, file.name);
    request.open("POST", form.action);
    request.setRequestHeader("X-Upload", "1");
    request.setRequestHeader("X-Autosave", "1");
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = event => { if (event.lengthComputable) { progress.max = event.total; progress.value = event.loaded; } };
    request.onload = () => resolve({ status: request.status, detail: request.response?.detail });
    request.onerror = request.ontimeout = () => resolve({ status: 0 });
    request.send(data);
  });
  const uploadOne = async (form, input, file, list) => {
    const progress = make("progress", { max: 1, value: 0, ariaLabel: `Mengunggah ${file.name}` });
    const word = make("span", { className: "row__detail", textContent: "Mengunggah…" });
    const row = make("li", { className: "row" }, make("span", { textContent: file.name }), word, make("span", { className: "row__state progress" }, progress));
    list.append(row);
    const small = await shrink(file);
    const attempt = async () => {
      progress.hidden = false;
      word.className = "row__detail";
      word.textContent = "Mengunggah…";
      const { status, detail } = await transmit(form, input.name, small, progress);
      progress.hidden = true;
      if (status >= 200 && status < 300) { word.textContent = detail || "Terunggah."; return true; }
      word.className = "row__detail field__error";
      word.textContent = detail || (status === 413 ? "Berkas terlalu besar." : "Belum terunggah. Periksa sambungan Anda.");
      if (status === 0 || status >= 500 || status === 429) {
        await new Promise(resolve => row.append(make("button", { type: "button", className: "button button--quiet button--small row__state", textContent: "Coba lagi", onclick: event => { event.target.remove(); resolve(); } })));
        return attempt();
      }
      return false;
    };
    return attempt();
  };
  const refresh = async selector => {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const fresh = $(selector, new DOMParser().parseFromString(await answer.text(), "text/html"));
    const old = $(selector);
    if (!answer.ok || !fresh || !old) return location.reload();
    old.replaceWith(fresh);
    self.htmx?.process(fresh);
  };
  document.addEventListener("submit", async event => {
    const form = event.target.closest("form[data-upload]");
    const input = form && $("input[type=file]", form);
    if (!input?.files.length || event.defaultPrevented) return;
    event.preventDefault();
    const list = $("[data-upload-list]", form), files = [...input.files], button = $("[type=submit]", form);
    list.hidden = false;
    list.replaceChildren();
    button.disabled = true;
    const results = await Promise.all(files.map(file => uploadOne(form, input, file, list)));
    button.disabled = false;
    input.value = "";
    if (results.some(Boolean) && form.dataset.uploadRefresh) await refresh(form.dataset.uploadRefresh);
  });
  on("change", "form[data-upload] input[type=file]", input => input.files.length && input.form.requestSubmit());
  for (const [type, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    on(type, "[data-drop]", (zone, event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", over);
      const input = $("input[type=file]", zone);
      if (type === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; input.dispatchEvent(new Event("change", { bubbles: true })); }
    });
  }

  /* ---- evidence beside the rubric ---------------------------------------- */
  const looks = () => $$("form[data-look]");
  const countLooks = () => {
    const left = looks().filter(form => !("opened" in form.dataset)).length;
    $$("[data-same-hint]").forEach(hint => { hint.textContent = left ? `${left} bukti belum dibuka` : "semua bukti sudah dibuka"; });
    if (!left) $$("[data-same-said]").forEach(said => { said.hidden = true; });
  };
  const markOpened = form => {
    form.dataset.opened = "";
    const state = $("[data-look-state]", form.parentElement);
    if (state) state.textContent = "sudah dibuka";
    looks().forEach(one => { one.classList.toggle("is-shown", one === form); $("button", one).removeAttribute("data-key"); });
    const around = looks(), place = around.indexOf(form), after = [...around.slice(place + 1), ...around.slice(0, place + 1)];
    $("button", after.find(one => !("opened" in one.dataset)) || after[0]).setAttribute("data-key", "b");
    countLooks();
  };
  const showEvidence = data => {
    const viewer = $("#viewer"), isFrame = data.kind === "pdf" && navigator.pdfViewerEnabled !== false;
    const shown = isFrame ? make("iframe", { className: "viewer", title: `Isi ${data.title}` })
      : data.kind === "image" ? make("img", { className: "viewer-image", alt: `Isi ${data.title}` }) : null;
    $("[data-view-title]", viewer).textContent = data.title;
    $("[data-view-page]", viewer).href = data.address;
    $("[data-view-file]", viewer).href = data.download;
    $("[data-view-only]", viewer).href = data.source;
    $("[data-view-alone]", viewer).hidden = Boolean(shown);
    $("[data-view-frame]", viewer).replaceChildren(...(shown ? [shown] : []));
    if (shown) shown.src = data.source;
    viewer.hidden = false;
    const text = $(".desk__text"), isBeside = getComputedStyle(text).overflowY === "auto";
    if (isBeside) text.scrollTop += $("#claim").getBoundingClientRect().top - text.getBoundingClientRect().top; else viewer.scrollIntoView({ block: "start" });
    shown?.addEventListener("mouseleave", () => document.activeElement === shown && shown.blur());  // the keys belong to the page again
  };
  const openEvidence = async form => {
    const state = $("[data-look-state]", form.parentElement);
    let data = {};
    try {
      const answer = await fetch(form.action, { method: "POST", credentials: "same-origin", headers: { "X-Autosave": "1", Accept: "application/json" } });
      data = await answer.json();
      if (!answer.ok) throw new Error(data.detail);
    } catch (error) {
      if (state) state.textContent = data.detail || "belum terbuka, periksa sambungan Anda";
      return;
    }
    markOpened(form);
    if (data.kind === "other") location.assign(data.download); else showEvidence(data);
  };
  document.addEventListener("submit", event => {
    const form = event.target.closest("form[data-look]");
    if (!form || event.defaultPrevented) return;
    if (form.dataset.look === "link") { markOpened(form); return; }
    event.preventDefault();
    looking = openEvidence(form);
  });
  on("click", "[data-view-close]", () => { $("#viewer").hidden = true; $("[data-view-frame]").replaceChildren(); $("form.is-shown button")?.focus(); });

  /* ---- kept sentences -------------------------------------------------- */
  on("click", "[data-insert]", button => {
    const field = button.form?.elements[button.dataset.insert], text = document.getElementById(button.dataset.from).textContent;
    if (!field) return;
    const at = field.selectionEnd, before = field.value.slice(0, at), gap = before && !/\s$/.test(before) ? " " : "";
    if (before.length + gap.length + text.length + field.value.length - at > field.maxLength) return;
    field.setRangeText(gap + text, at, at, "end");
    button.closest("details").open = false;
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* ---- dialogs --------------------------------------------------------- */
  const confirmed = new WeakSet();
  const ask = (text, action) => new Promise(resolve => {
    const yes = make("button", { value: "yes", className: "button", textContent: action || "Ya, lanjutkan" });
    const no = make("button", { value: "", className: "button button--quiet", textContent: "Batal", autofocus: true });
    const words = make("p", { textContent: text, id: "confirm-text" });
    const dialog = make("dialog", {}, make("form", { method: "dialog", className: "stack" }, words, make("div", { className: "cluster" }, yes, no)));
    dialog.setAttribute("aria-labelledby", "confirm-text");
    dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue === "yes"); });
    document.body.append(dialog);
    dialog.showModal();
  });
  document.addEventListener("submit", async event => {
    const button = event.submitter, form = event.target;
    const source = button?.dataset.confirm ? button : form.dataset.confirm ? form : null;
    if (!source || confirmed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await ask(source.dataset.confirm, source.dataset.confirmAction)) { confirmed.add(form); form.requestSubmit(button); }
  }, true);
  on("click", "[data-open]", button => document.getElementById(button.dataset.open)?.showModal());
  on("click", "[data-close]", button => button.closest("dialog")?.close());
  document.addEventListener("click", event => {
    if (event.target.matches("dialog")) event.target.close();
    $$("details[data-menu][open]").forEach(menu => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", event => {
    const menu = event.key === "Escape" && event.target.closest("details[data-menu][open]");
    if (menu) { menu.open = false; $("summary", menu).focus(); }
  });

  /* ---- small things ---------------------------------------------------- */
  const count = area => {
    const place = document.getElementById(area.dataset.count), left = area.maxLength - area.value.length;
    if (place) place.textContent = left < area.maxLength / 5 ? `Tinggal ${left.toLocaleString("id-ID")} huruf.` : `Paling banyak ${area.maxLength.toLocaleString("id-ID")} huruf.`;
  };
  on("input", "[data-count]", count);
  on("change", "[data-autosubmit]", field => field.form.requestSubmit());
  on("change", "[data-check-all]", box => $$(`input[name="${box.dataset.checkAll}"]`, box.form).forEach(other => { if (!other.disabled) other.checked = box.checked; }));
  on("focusin", ".nav a", link => link.scrollIntoView({ block: "nearest", inline: "nearest" }));
  on("click", "[data-print]", () => print());
  on("click", "[data-copy]", async button => {
    const before = button.textContent;
    try { await navigator.clipboard.writeText(button.dataset.copy); button.textContent = "Tersalin"; } catch { button.textContent = "Tidak dapat menyalin"; }
    setTimeout(() => { button.textContent = before; }, 2000);
  });
  on("click", "[data-show-password]", button => {
    const input = document.getElementById(button.dataset.showPassword), shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.textContent = shown ? "Lihat" : "Tutup";
    button.setAttribute("aria-pressed", String(!shown));
  });

  const start = root => {
    startForms(root);
    $$("[data-show-checked]", root).forEach(box => $("input:checked", box)?.closest(".level")?.scrollIntoView({ block: "nearest" }));
    $$("form[data-differs-from]", root).forEach(showReason);
    $$("[data-keys-switch]", root).forEach(box => { box.checked = store.get(KEYS) !== false; });
    $$("[data-needs-js]", root).forEach(part => { part.hidden = false; });
    $("[data-focus]", root)?.focus();
    const here = $(".nav [aria-current]", root);
    if (here) here.parentElement.scrollLeft = here.offsetLeft - 24;
  };
  start(document);
  document.addEventListener("htmx:load", event => start(event.detail.elt));
})();
