// What script adds to pages that work without it: ticks that stay, text that copies, today in the calendar.
(() => {
  "use strict";

  const zh = document.documentElement.lang.startsWith("zh");
  const words = zh
    ? { copy: "复制", copied: "已复制", refused: "请长按选中再复制", done: (n, all) => `已完成 ${n}/${all}`, list: "复制清单", save: "下载清单", skip: "略过", why: "为什么略过", sure: "好", skipped: (why) => `略过：${why}`, mark: "略过", hand: "勾选只留在这台设备上。复制或下载清单，交给管手册的人运行 qunbook apply，就写进手册。", handCopied: "勾选只留在这台设备上。复制清单，发给管手册的人运行 qunbook apply，就写进手册。", text: "清单的文字", reset: "恢复原样", earlier: "前几天", today: "今天", subscribe: "订阅" }
    : { copy: "Copy", copied: "Copied", refused: "Select it to copy", done: (n, all) => `${n} of ${all} done`, list: "Copy the list", save: "Download the list", skip: "Skip", why: "Why it is skipped", sure: "OK", skipped: (why) => `skipped: ${why}`, mark: "skipped", hand: "Ticks stay on this device. Copy or download the list and have whoever keeps the handbook run qunbook apply: then they are in it.", handCopied: "Ticks stay on this device. Copy the list and have whoever keeps the handbook run qunbook apply: then they are in it.", text: "The list as text", reset: "As it was", earlier: "Earlier days", today: "Today", subscribe: "Subscribe" };

  // WeChat clears storage when an account logs out, and some browsers refuse it: ticks are never only here for good.
  const store = {
    read(key) {
      try { return JSON.parse(localStorage.getItem(key) || "{}"); } catch { return {}; }
    },
    write(key, value) {
      try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* the boxes still tick */ }
    },
    remove(key) {
      try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
    },
  };

  // Whether the text is on the clipboard: some browsers inside of apps refuse both ways.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const box = document.createElement("textarea");
      box.value = text;
      box.style.position = "fixed";
      box.style.opacity = "0";
      document.body.append(box);
      box.select();
      try { return document.execCommand("copy"); } catch { return false; } finally { box.remove(); }
    }
  }

  function download(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", async () => {
      const said = await act();
      if (said) {
        made.textContent = said;
        setTimeout(() => { made.textContent = text; }, 1600);
      }
    });
    return made;
  }

  // A site that does not know its address learns it where it is read.
  function feedAddress() {
    for (const feed of document.querySelectorAll("[data-feed]")) {
      if (feed.querySelector(".qb-copy") || !location.protocol.startsWith("http")) continue;
      const address = new URL(feed.dataset.feed, location.href).href;
      const box = document.createElement("div");
      box.className = "qb-copy";
      const text = document.createElement("pre");
      text.tabIndex = 0;
      text.textContent = address;
      box.append(text);
      const link = document.createElement("a");
      link.className = "qb-button";
      link.href = address.replace(/^https?:/, "webcal:");
      link.textContent = words.subscribe;
      const actions = feed.querySelector(".qb-actions");
      actions.before(box);
      actions.prepend(link, " ");
      document.querySelector(".qb-no-address")?.remove();
    }
  }

  function copyBoxes() {
    for (const box of document.querySelectorAll(".qb-copy")) {
      const made = button(words.copy, async () => {
        const text = box.querySelector("pre");
        if (await copy(text.textContent)) return words.copied;
        getSelection().selectAllChildren(text);
        return words.refused;
      });
      if (box.dataset.copied) made.setAttribute("aria-label", `${words.copy} ${box.dataset.copied}`);
      box.append(made);
    }
  }

  // A line of a run's list in another state, and nothing else of it changed: as `marked` in tick_list.py.
  function marked(line, was, now) {
    const found = /^(\s*(?:[-*+]|\d+[.)])\s+)\[([ xX])\]([ \t]+)(.*)$/.exec(line);
    if (!found || (was.done === now.done && was.why === now.why)) return line;
    const [, lead, sign, gap, rest] = found;
    const tail = /[ \t]*(?:(?:<!--(?:(?!-->).)*-->|<span data-task="[^"]*">\s*<\/span>)[ \t]*)*$/.exec(rest)[0];
    const text = rest.slice(0, rest.length - tail.length);
    const bare = was.why ? text.replace(/^~~(.+)~~\s*[(\uff08](?:\u7565\u8fc7|skipped)\s*[:\uff1a].*$/i, "$1").trim() : text;
    const mark = now.done ? (was.done ? sign : "x") : " ";
    return `${lead}[${mark}]${gap}${now.why ? `~~${bare}~~ (${words.mark}: ${now.why})` : bare}${tail}`;
  }

  function ticks() {
    const place = document.querySelector(".qb-ticks");
    const boxes = [...document.querySelectorAll("input[data-task]")];
    if (!place || !boxes.length) return;
    const key = `qunbook:${location.pathname.split("/")[1] || ""}:${place.dataset.list}`;
    const ofRun = "ticks" in place.dataset;
    const written = new Map(boxes.map((box) => [box, { done: box.defaultChecked, why: box.dataset.why || "" }]));
    const now = new Map(written);
    const same = (box) => now.get(box).done === written.get(box).done && now.get(box).why === written.get(box).why;
    const kept = store.read(key); // by task: whether it is done, or why it is skipped
    for (const box of boxes) {
      const said = kept[box.dataset.task];
      if (said !== undefined) now.set(box, { done: Boolean(said), why: typeof said === "string" ? said : "" });
    }

    const label = (box) => (box.closest("li").querySelector(".qb-do") || box.closest("label")).textContent.trim();
    const bar = document.createElement("div");
    bar.className = "qb-progress";
    const text = document.createElement("span");
    text.setAttribute("role", "status");
    const list = button(words.list, async () => {
      return await copy(exported()) ? words.copied : offer();
    });
    const out = document.createElement("textarea"); // for browsers that refuse to copy
    out.className = "qb-out";
    out.readOnly = true;
    out.rows = 6;
    out.hidden = true;
    out.setAttribute("aria-label", words.text);
    function offer() {
      out.value = exported();
      out.hidden = false;
      out.focus();
      out.select();
      return words.refused;
    }
    const reset = button(words.reset, () => {
      for (const box of boxes) now.set(box, written.get(box));
      keep();
    });
    bar.append(text, list);
    const saves = ofRun && !/MicroMessenger/i.test(navigator.userAgent); // WeChat saves no files
    if (saves) bar.append(button(words.save, () => download(`ticks-${place.dataset.list.replace(/^runs\/|\.md$/g, "").replace("/", "-")}.md`, exported())));
    bar.append(reset);
    const hand = document.createElement("p");
    hand.className = "qb-note qb-hand";
    hand.textContent = saves ? words.hand : words.handCopied;
    place.append(bar, out, ...(ofRun ? [hand] : []));
    if (ofRun) for (const box of boxes) offerSkip(box);

    const fresh = (box) => `- [ ] ${label(box)} <!-- task:${box.dataset.task} -->`;
    function exported() {
      if (!ofRun) return boxes.map((box) => marked(fresh(box), { done: false, why: "" }, now.get(box))).join("\n");
      const lines = place.dataset.lines.split("\n");
      const tasks = place.dataset.tasks.split(" ");
      const rows = tasks.map((task, n) => {
        const box = boxes.find((one) => one.dataset.task === task);
        return box ? marked(lines[n], written.get(box), now.get(box)) : lines[n];
      });
      return `${place.dataset.ticks}\n\n${rows.join("\n")}\n`;
    }

    function offerSkip(box) {
      const item = box.closest("li");
      const skip = button(words.skip, () => {
        const form = document.createElement("form");
        form.className = "qb-skip";
        const why = document.createElement("input");
        why.required = true;
        why.placeholder = words.why;
        why.setAttribute("aria-label", `${words.why}: ${label(box)}`);
        const sure = document.createElement("button");
        sure.textContent = words.sure;
        form.append(why, sure);
        form.addEventListener("submit", (event) => {
          event.preventDefault();
          const said = why.value.replace(/\s+/g, " ").trim().replace(/</g, "\uff1c").replace(/>/g, "\uff1e");
          if (!said) return;
          now.set(box, { done: true, why: said });
          form.remove();
          keep();
          box.focus();
        });
        why.addEventListener("keydown", (event) => {
          if (event.key !== "Escape") return;
          form.remove();
          show();
          skip.focus();
        });
        skip.hidden = true;
        skip.after(form);
        why.focus();
      });
      skip.className = "qb-skip";
      skip.setAttribute("aria-label", `${words.skip}: ${label(box)}`);
      const lists = item.querySelector("ul, ol, .qb-hint, .qb-meta");
      if (lists) lists.before(skip);
      else item.append(skip);
    }

    function show() {
      for (const box of boxes) {
        const { done, why } = now.get(box);
        const item = box.closest("li");
        box.checked = done;
        let note = box.closest("label").parentElement.querySelector(":scope > .qb-skipped");
        if (why && !note) {
          note = document.createElement("span");
          note.className = "qb-note qb-skipped";
          box.closest("label").after(" ", note);
        }
        if (why) note.textContent = words.skipped(why);
        else note?.remove();
        const skip = item.querySelector("button.qb-skip");
        if (skip) skip.hidden = done || Boolean(item.querySelector("form.qb-skip"));
      }
      text.textContent = words.done(boxes.filter((box) => box.checked).length, boxes.length);
      hand.hidden = reset.hidden = boxes.every(same);
      if (!out.hidden) out.value = exported();
    }

    function keep() {
      const changed = boxes.filter((box) => !same(box));
      if (changed.length) store.write(key, Object.fromEntries(changed.map((box) => [box.dataset.task, now.get(box).why || now.get(box).done])));
      else store.remove(key);
      show();
    }

    document.addEventListener("change", (event) => {
      const box = event.target;
      if (!boxes.includes(box)) return;
      box.closest("li").querySelector("form.qb-skip")?.remove();
      now.set(box, { done: box.checked, why: "" });
      keep();
    });
    keep();
  }

  // The reader's own day: the page may have been built weeks ago.
  function today() {
    const now = new Date();
    const clock = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
    const day = document.querySelector('meta[name="qunbook:today"]')?.content || clock; // an example's day stands still
    for (const cell of document.querySelectorAll(`[data-day="${day}"]`)) {
      cell.classList.add("qb-today");
      cell.setAttribute("aria-current", "date");
    }
    for (const due of document.querySelectorAll("[data-due]")) {
      const box = due.closest("li")?.querySelector("input[data-task]");
      if (due.dataset.due < day && (!box || !box.checked)) due.classList.add("qb-late");
    }
    for (const over of document.querySelectorAll(".qb-week > li")) {
      if (over.querySelector("[data-day]")?.dataset.day < day) over.classList.add("qb-past");
    }
    const cell = document.querySelector(`.qb-month [data-day="${day}"]`);
    if (cell) calendar(cell, day);
  }

  // A way to today; on a phone a calendar begins there, what was before is a tap or a link away.
  function calendar(today, day) {
    today.id = "today";
    const link = document.createElement("a");
    link.href = "#today";
    link.textContent = words.today;
    document.querySelector(".qb-months")?.prepend(link);

    const months = [...document.querySelectorAll(".qb-month")];
    const cells = months.flatMap((month) => [...month.querySelectorAll("td[data-day]")]).filter((cell) => cell.dataset.day < day);
    const over = months.slice(0, months.indexOf(today.closest(".qb-month")));
    const past = [...cells, ...over, ...over.map((month) => month.previousElementSibling)];
    if (cells.every((cell) => cell.classList.contains("qb-free"))) return;
    const more = button(words.earlier, show);
    more.className = "qb-earlier";
    function show() {
      for (const one of past) one.classList.remove("qb-past");
      more.remove();
    }
    function wanted() {
      const target = past.find((one) => one.id && `#${one.id}` === location.hash);
      if (!target) return;
      show();
      target.scrollIntoView();
    }
    for (const one of past) one.classList.add("qb-past");
    months[0].previousElementSibling.before(more);
    window.addEventListener("hashchange", wanted);
    wanted();
  }

  // Lists that can be narrowed: rows say what they are in `data-…`, the address keeps what was chosen (but never as
  // `q`, at which Material opens its search).
  function sieve() {
    const form = document.querySelector("form.qb-filter");
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!form || !rows.length) return;
    const fields = [...form.elements].filter((field) => field.name);
    const said = form.querySelector("output");
    const reset = form.querySelector("[type=reset]");
    const plain = (text) => text.normalize("NFKC").toLowerCase();
    const texts = new Map(rows.map((row) => [row, plain(row.textContent)]));
    const months = document.querySelectorAll(".qb-month");
    const lists = new Map();
    for (const row of rows) lists.set(row.parentElement, [...(lists.get(row.parentElement) || []), row]);

    const asked = new URLSearchParams(location.search);
    for (const field of fields) {
      field.value = asked.get(field.name) || "";
      if (field.selectedIndex === -1) field.value = "";
    }

    function fits(row, field) {
      if (field.name !== "words") return (row.dataset[field.name] || "").split("|").includes(field.value);
      return plain(field.value).split(/\s+/).every((word) => texts.get(row).includes(word));
    }

    function show() {
      const chosen = fields.filter((field) => field.value.trim());
      let left = 0;
      for (const row of rows) {
        row.hidden = !chosen.every((field) => fits(row, field));
        left += !row.hidden;
      }
      for (const [list, own] of lists) {
        const none = own.every((row) => row.hidden);
        const box = list.closest("table.qb-table") || list;
        box.hidden = none;
        list.closest("td")?.classList.toggle("qb-free", none && !list.closest("td").querySelector(".qb-dayname"));
        const head = box.previousElementSibling;
        if (head && /^H[23]$/.test(head.tagName)) head.hidden = none;
      }
      for (const month of months) month.classList.toggle("qb-none", !month.querySelector("[data-row]:not([hidden])"));
      reset.hidden = !chosen.length;
      said.textContent = left || !chosen.length
        ? form.dataset.count.replace("{n}", left).replace("{all}", rows.length)
        : form.dataset.none;
    }

    function keep() {
      const kept = new URLSearchParams(location.search);
      for (const field of fields) {
        if (field.value.trim()) kept.set(field.name, field.value.trim());
        else kept.delete(field.name);
      }
      const text = kept.toString();
      try { history.replaceState(history.state, "", `${text ? `?${text}` : location.pathname}${location.hash}`); } catch { /* a file, opened from a disk */ }
    }

    form.addEventListener("input", () => { show(); keep(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { show(); keep(); fields[0].focus(); }));
    form.hidden = false;
    show();
  }

  // What Material leaves unnamed for those who listen to a page.
  function names() {
    const dialog = document.querySelector(".md-search[role=dialog]");
    const field = document.querySelector(".md-search__input");
    if (dialog && field) dialog.setAttribute("aria-label", field.getAttribute("aria-label") || field.placeholder);
    for (const label of document.querySelectorAll("label.md-nav__link[id]")) {
      const link = label.parentElement.querySelector("a.md-nav__link");
      const part = document.querySelector(`nav[aria-labelledby="${label.id}"]`);
      if (!link || !part || label.textContent.trim()) continue;
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", link.textContent.trim());
    }
    for (const wide of document.querySelectorAll(".md-typeset__scrollwrap")) {
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    }
    for (const head of document.querySelectorAll(".md-typeset th:empty")) head.replaceWith(document.createElement("td"));
  }

  // WeChat opens neither `webcal:` nor files: pages that offer them say how to get to the browser (class `qb-wechat`).
  function wechat() {
    if (/MicroMessenger/i.test(navigator.userAgent)) document.documentElement.classList.add("qb-in-wechat");
  }

  // Text that was pasted, spoken or written by hand comes without the key that Material's search waits for.
  function search() {
    const field = document.querySelector(".md-search__input");
    if (field) field.addEventListener("input", () => field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true })));
  }

  wechat();
  feedAddress();
  copyBoxes();
  ticks();
  today();
  sieve();
  search();
  names();
  window.addEventListener("load", names); // by then Material has wrapped the tables
})();
