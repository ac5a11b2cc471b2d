// The search worker: finds Chinese, Latin and digits in Material's own index and answers Material's own dialog.
//
// Material's worker splits the index where it does not split the query, so Chinese questions often find nothing. Here
// nothing is split beforehand: a query becomes bigrams of Han characters, words and numbers, and each section of the
// index is scanned for them. Messages (Material 9): in 0 = index, 2 = query; out 1 = ready, 3 = results.
"use strict";

const HAN = /[\u3400-\u9fff\uf900-\ufaff]/;
const TOKENS = /[\u3400-\u9fff\uf900-\ufaff]+|[\p{L}]+|\d+(?:[.:-]\d+)*/gu;
// Words of a question say nothing about its answer.
const ASKING = new RegExp(
  "请问一下|请问|想问|问一下|是什么意思|什么意思|是什么|是谁|为什么|为啥|怎么办|怎么样|怎么|怎样|如何|什么时候|什么|哪里|哪儿|哪些|哪个|哪位|多少|多久|几点|" +
  "有没有|是不是|能不能|可不可以|可以|能否|是否|需要|应该|我要|我想|一下|吗|呢|啊|吧|了|的",
  "g",
);
const STOP = new Set("a an the of to in on for is are do does how what when where who why can i we you my our and or".split(" "));
const WEIGHT = { title: 5, alias: 4, page: 1.5, text: 1 };
const EXACT = { title: 8, alias: 6, heading: 2, part: 2, text: 1 };
const SATURATION = 1.2;
const SHOWN = { pages: 40, sections: 5, tail: 0.15 };

let sections = [];
let titles = new Map(); // the section that a page begins with, by the page's address
let headings = new Map(); // how many sections have a heading

const normal = (text) => text.normalize("NFKC").toLowerCase();

const squeezed = (text) => text.replace(/\s+/g, "");

const plain = (html) =>
  html
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(+code))
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();

function read(docs) {
  sections = docs.map((entry) => {
    const page = entry.location.split("#")[0];
    const shown = { title: plain(entry.title || ""), text: plain(entry.text || "") };
    const title = normal(shown.title);
    const names = (entry.tags || []).map(normal);
    return {
      location: entry.location, page, shown, names, title, boost: entry.boost || 1,
      heading: squeezed(title), alias: names.join("\n"), text: normal(shown.text),
    };
  });
  titles = new Map(sections.filter((section) => section.location === section.page).map((section) => [section.page, section]));
  headings = new Map();
  for (const { heading } of sections) headings.set(heading, (headings.get(heading) || 0) + 1);
}

// A query as terms: every two neighbouring Han characters, every word, every number. Each knows which characters of the query
// it covers: two words that stand side by side in a query need not do so in the answer.
function terms(query) {
  const asked = normal(query).trim();
  const found = new Map();
  let size = 0;
  const add = (term, weight, at, length) => {
    if (!found.has(term)) found.set(term, { term, weight, covers: [] });
    for (let n = 0; n < length; n++) found.get(term).covers.push(at + n);
  };
  for (const words of [asked.replace(ASKING, " "), asked]) {
    for (const [token] of words.matchAll(TOKENS)) {
      if (STOP.has(token)) continue;
      if (!HAN.test(token)) {
        add(token, 1.3, size, 2); // a word says as much as two characters
        size += 2;
        continue;
      }
      if (token.length < 3) add(token, 1, size, token.length);
      else for (let at = 0; at < token.length - 1; at++) add(token.slice(at, at + 2), 1, size + at, 2);
      size += token.length;
    }
    if (size) break; // a query of nothing but question words is taken at its word
  }
  return { wanted: [...found.values()], size };
}

function count(text, term, most) {
  let times = 0;
  for (let at = text.indexOf(term); at >= 0 && times < most; at = text.indexOf(term, at + term.length)) times++;
  return times;
}

// BM25's shape without its length term (sections are short), times a bonus for covering the query and for its exact words. A
// page that is called what was asked for is the answer, be it a mere list; a heading that many pages have says little of any.
function score(asked, { wanted, size }) {
  const whole = squeezed(normal(asked));
  const phrases = [...new Set([whole, whole.replace(ASKING, "") || whole])];
  const often = sections.map((section) => {
    const head = titles.get(section.page);
    return wanted.map(
      ({ term }) =>
        WEIGHT.title * count(section.title, term, 1) +
        WEIGHT.alias * count(section.alias, term, 1) +
        WEIGHT.page * (head && head !== section ? count(head.title, term, 1) : 0) +
        WEIGHT.text * count(section.text, term, 6),
    );
  });
  const rarity = wanted.map(({ weight }, index) => {
    const holding = often.reduce((sum, row) => sum + (row[index] > 0), 0);
    return weight * Math.log(1 + (sections.length - holding + 0.5) / (holding + 0.5));
  });
  return sections.map((section, index) => {
    let sum = 0;
    const covered = new Set();
    often[index].forEach((times, term) => {
      if (!times) return;
      sum += (rarity[term] * times * (SATURATION + 1)) / (times + SATURATION);
      for (const character of wanted[term].covers) covered.add(character);
    });
    if (!sum) return 0;
    const first = section.location === section.page;
    const name =
      first && phrases.includes(section.heading) ? EXACT.title
      : first && phrases.some((phrase) => section.names.includes(phrase)) ? EXACT.alias
      : 0;
    const held = phrases.filter((phrase) => section.heading.includes(phrase)).map((phrase) => phrase.length);
    const heading = held.length ? EXACT.heading + (EXACT.part * Math.max(...held)) / section.heading.length : 0;
    section.squeezed ??= squeezed(section.text);
    const exact =
      name + heading / headings.get(section.heading) + (phrases.some((phrase) => section.squeezed.includes(phrase)) ? EXACT.text : 0);
    return sum * (0.3 + 2 * (covered.size / size) ** 2 + exact) * (name ? 1 : section.boost) * (first ? 1.3 : 1);
  });
}

const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

function marked(text, words) {
  const low = normal(text);
  if (low.length !== text.length) return escaped(text); // NFKC moved the places
  const hit = new Uint8Array(text.length + 1);
  for (const word of words) {
    for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + 1)) hit.fill(1, at, at + word.length);
  }
  let html = "";
  for (let at = 0; at < text.length; at++) {
    if (hit[at] && !(at && hit[at - 1])) html += "<mark data-md-highlight>";
    html += escaped(text[at]);
    if (hit[at] && !hit[at + 1]) html += "</mark>";
  }
  return html;
}

// The stretch of text that holds most of the words.
function excerpt(text, words) {
  const low = normal(text);
  if (text.length <= 160 || low.length !== text.length) return text.slice(0, 160);
  let best = 0;
  let most = 0;
  for (const word of words) {
    for (let at = low.indexOf(word), n = 0; at >= 0 && n < 8; at = low.indexOf(word, at + 1), n++) {
      const from = Math.max(0, at - 24);
      const part = low.slice(from, from + 140);
      const held = words.reduce((sum, other) => sum + part.includes(other), 0);
      if (held > most) [most, best] = [held, from];
    }
  }
  return (best ? "…" : "") + text.slice(best, best + 140) + (best + 140 < text.length ? "…" : "");
}

function search(query) {
  const looked = terms(query);
  if (!looked.size) return { items: [] };
  const words = looked.wanted.map(({ term }) => term);
  const pages = new Map();
  score(query, looked).forEach((value, index) => {
    if (!value) return;
    const { page } = sections[index];
    if (!pages.has(page)) pages.set(page, []);
    pages.get(page).push({ value, section: sections[index] });
  });
  const ranked = [...pages.values()].map((found) => {
    found.sort((a, b) => b.value - a.value);
    const [first, second] = found;
    return { total: first.value + 0.1 * (second ? second.value : 0), found };
  });
  ranked.sort((a, b) => b.total - a.total);
  const top = ranked.length ? ranked[0].total : 0;
  const result = ({ section, value }) => ({
    location: section.location,
    title: marked(section.shown.title, words),
    text: marked(excerpt(section.shown.text, words), words),
    score: value,
    terms: Object.fromEntries(words.map((word) => [word, section.title.includes(word) || section.text.includes(word)])),
  });
  return {
    items: ranked
      .filter(({ total }) => total >= SHOWN.tail * top)
      .slice(0, SHOWN.pages)
      .map(({ found }) => {
        const shown = found.slice(0, SHOWN.sections);
        const head = titles.get(found[0].section.page);
        if (head && !shown.some(({ section }) => section === head)) shown.push({ section: head, value: 0 });
        return shown.map(result);
      }),
  };
}

self.addEventListener("message", ({ data: { type, data } }) => {
  if (type === 0) {
    read(data.docs);
    self.postMessage({ type: 1 });
  } else if (type === 2) {
    self.postMessage({ type: 3, data: search(data) });
  }
});
