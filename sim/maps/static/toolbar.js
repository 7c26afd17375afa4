/* The bar of tools: search, language, measuring, printing. */

const TOOL_ICONS = {
  layers:
    '<svg viewBox="0 0 20 20"><path d="M10 2.5 2.5 6.5 10 10.5l7.5-4zM2.5 10 10 14l7.5-4M2.5 13.5l7.5 4 7.5-4" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/></svg>',
  search:
    '<svg viewBox="0 0 20 20"><circle cx="8.5" cy="8.5" r="5.5" fill="none" stroke="currentColor" stroke-width="1.7"/><path d="m12.7 12.7 4.8 4.8" stroke="currentColor" stroke-width="1.9" stroke-linecap="round"/></svg>',
  measure:
    '<svg viewBox="0 0 20 20"><path d="M1.8 13.7 13.7 1.8l4.5 4.5L6.3 18.2zM5 10.6l2 2M7.6 8l2.9 2.9M10.2 5.4l2 2M12.8 2.8l2.9 2.9" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round"/></svg>',
  print:
    '<svg viewBox="0 0 20 20"><path d="M5.5 7V2.5h9V7M5.5 14.5h-3V7h15v7.5h-3M5.5 11.5h9v6h-9z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/></svg>',
};

function toolbar() {
  const bar = element("div", "toolbar", null, document.body);
  bar.setAttribute("role", "toolbar");
  const input = searchBox(bar);
  const opener = button("tool tool-search", { zh: "搜索", en: "Search" }, bar, () => {
    document.documentElement.classList.toggle("searching");
    input.focus();
  });
  opener.innerHTML = TOOL_ICONS.search;
  languageButtons(bar);
  const next = button("tool tool-language", { zh: "切换语言", en: "Switch language" }, bar, () => {
    const order = LANGUAGES.map(([name]) => name);
    setLanguage(order[(order.indexOf(language()) + 1) % order.length]);
  });
  element("span", "", "文A", next);
  measureButton(bar);
  printButton(bar);
}
