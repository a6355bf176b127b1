// The page in a real browser: `node page.cjs http://127.0.0.1:PORT`, with the corpus of `tests/serve/page`.
//
// Prints what is wrong, a line each, and ends with 1; `all is well` and 0 otherwise.
"use strict";
const modules = process.env.NEWSHOUND_BROWSER;
const {chromium} = require(`${modules}/node_modules/playwright-core`);
const axe = require("fs").readFileSync(`${modules}/node_modules/axe-core/axe.min.js`, "utf8");

const base = process.argv[2];
const ARTICLE = "/articles/fe9dcba9ec78e722";
const HOSTILE = "/?query=outlet:evil";
const faults = [];

function check(is, message) {
  if (!is) faults.push(message);
}

// A window that notes whatever a page may not do.
async function opened(browser, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("request", request => {
    check(request.url().startsWith(base) || request.url().startsWith("data:"), `asked for ${request.url()}`);
  });
  page.on("console", message => {
    const expected = /status of (400|404)/.test(message.text());
    check(expected || message.type() !== "error", `${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", error => check(false, `${page.url()}: ${error.message}`));
  page.on("dialog", dialog => {
    check(false, `${page.url()}: a script of an article was run`);
    dialog.dismiss();
  });
  return page;
}

const go = (page, path) => page.goto(base + path);
const focused = (page, what) => page.evaluate(what => document.activeElement.matches(what), what);

async function keys(browser) {
  const page = await opened(browser, {viewport: {width: 1280, height: 900}});
  await go(page, "/?query=chip");
  await page.keyboard.press("/");
  check(await focused(page, "#q"), "`/` does not lead to the box");
  await page.keyboard.press("Escape");
  check(!await focused(page, "#q"), "Escape does not leave the box");
  const hit = number => page.evaluate(number =>
    document.querySelectorAll(".hit h2 a")[number] === document.activeElement, number);
  await page.keyboard.press("j");
  check(await hit(0), "`j` does not lead to the first article");
  await page.keyboard.press("j");
  check(await hit(1), "`j` does not lead to the second article");
  await page.keyboard.press("k");
  check(await hit(0), "`k` does not lead back");
  await page.keyboard.press("k");
  check(await hit(0), "`k` goes round");
  await page.keyboard.press("?");
  check(await page.locator("#keys").isVisible(), "`?` does not show the keys");
  check(await focused(page, "#keys"), "the keys do not have the focus");
  await page.keyboard.press("Escape");
  check(!await page.locator("#keys").isVisible(), "Escape does not hide the keys");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await Promise.all([page.waitForURL(/\/articles\//), page.keyboard.press("o")]);

  await go(page, `${ARTICLE}?query=chip`);
  const marks = await page.locator("article mark").count();
  check(marks > 2, `only ${marks} marks`);
  const now = () => page.evaluate(() =>
    [...document.querySelectorAll("article mark")].findIndex(mark => mark.classList.contains("now")));
  await page.keyboard.press("n");
  await page.keyboard.press("n");
  check(await now() === 1, "`n` does not lead to the second mark");
  check(await page.locator("#marks").textContent() === `Mark 2 of ${marks}`, "the mark is not said");
  await page.keyboard.press("p");
  check(await now() === 0, "`p` does not lead back");
  await page.keyboard.press("p");
  check(await now() === marks - 1, "`p` does not go round");
  await go(page, "/?query=inside");
  await Promise.all([page.waitForURL(/\/articles\//), page.locator(".hit h2 a").first().click()]);
  await go(page, new URL(page.url()).pathname + "?query=inside&passage=2#p2");
  await page.keyboard.press("n");
  check(await page.evaluate(() => {
    const first = document.querySelector("#p2"), now = document.querySelector("mark.now");
    return first.contains(now) || Boolean(first.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING);
  }), "`n` does not begin at the passage");
  await go(page, `${ARTICLE}?query=chip`);
  await page.locator(".cite > summary").first().click();
  await page.locator(".copy").first().click();
  await page.locator(".copy", {hasText: "Copied"}).first().waitFor({timeout: 5000});

  await go(page, "/?query=chip");
  await page.fill("#q", "court");
  await Promise.all([page.waitForURL(/query=court/), page.keyboard.press("Enter")]);
  check(new URL(page.url()).search === "?query=court", `empty controls are in ${page.url()}`);
  await page.goBack();
  check(await page.inputValue("#q") === "chip", "the question is not there any more");
}

// Every control is reached by Tab alone, and its focus is seen.
async function tabs(browser) {
  const page = await opened(browser, {viewport: {width: 1280, height: 900}});
  await go(page, "/?query=chip");
  const reached = new Set();
  let is_seen = true;
  for (let step = 0; step < 120; step += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const on = document.activeElement;
      const style = getComputedStyle(on);
      const kind = on.closest(".skip") ? "skip" : on.id === "q" ? "box" : on.closest(".rail") ? "facet"
        : on.closest(".time") ? "bar" : on.closest(".hit") ? "hit" : on.closest(".help") ? "help"
        : on.closest("form") ? "form" : on.closest("footer") ? "foot" : on.tagName;
      return {kind, seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0};
    });
    if (at.kind === "BODY") break;
    if (!reached.has(at.kind) && !at.seen) is_seen = false;
    reached.add(at.kind);
  }
  for (const kind of ["skip", "box", "form", "help", "bar", "facet", "hit", "foot"]) {
    check(reached.has(kind), `Tab does not lead to: ${kind}`);
  }
  check(is_seen, "a focus is not seen");
}

// Everything but the keys works without the script.
async function without_script(browser) {
  const page = await opened(browser, {javaScriptEnabled: false, viewport: {width: 390, height: 844}});
  await go(page, "/");
  await page.fill("#q", "chip");
  await page.click(".fold summary");
  await page.selectOption("select[name=sort]", "oldest");
  await Promise.all([page.waitForURL(/query=chip/), page.click("form.ask button")]);
  check(await page.locator(".hit").count() > 0, "the form finds nothing");
  check(await page.locator("select[name=sort]").inputValue() === "oldest", "the order is lost");
  check(!await page.locator("#narrow nav").isVisible(), "the rail is not folded away");
  await page.click("#narrow summary");
  const facet = page.locator("#narrow li a").first();
  const count = await facet.locator(".n").textContent();
  await Promise.all([page.waitForNavigation(), facet.click()]);
  check(await page.locator(".head").getAttribute("data-articles") === count, "a facet's count is wrong");
  await page.click(".help summary");
  check(await page.locator(".help table").first().isVisible(), "the help is not shown");
  await Promise.all([page.waitForURL(/\/articles\/.*#p/), page.locator(".hit h2 a").first().click()]);
  check(await page.locator("article mark").count() > 0, "the article has no marks");
  await page.locator(".cite > summary").last().click();
  check(await page.locator("textarea:visible").first().isVisible(), "the citation is not shown");
  check(await page.locator("#keys-button").isHidden(), "keys are offered without the script");
  await go(page, "/beats/chips");
  await Promise.all([page.waitForURL(/said=/), page.click("form.seen button")]);
  check(await page.locator("[role=status]").count() === 1, "the button says nothing");
}

async function hostile(browser) {
  const page = await opened(browser, {viewport: {width: 1280, height: 900}});
  await go(page, HOSTILE);
  const headline = await page.locator(".hit h2").first().textContent();
  check(headline.includes("<script>alert(1)</script>"), `the headline is \`${headline}\``);
  await Promise.all([page.waitForURL(/\/articles\//), page.locator(".hit h2 a").first().click()]);
  check(await page.locator("a[href^='javascript'], a[href^='data'], article script, article img").count() === 0,
    "an article has links or elements of its own");
}

// Numbers of passages are beside the text, wherever in a paragraph the passage begins.
async function numbers(browser) {
  const page = await opened(browser, {viewport: {width: 1280, height: 900}});
  for (const path of ["/?query=inside", "/?query=lang:ar"]) {
    await go(page, path);
    await Promise.all([page.waitForURL(/\/articles\//), page.locator(".hit h2 a").first().click()]);
    const over = await page.evaluate(() => [...document.querySelectorAll(".no")].filter(one => {
      const [number, text] = [one, one.closest(".body p")].map(each => each.getBoundingClientRect());
      return number.right > text.left && number.left < text.right;
    }).length);
    check(over === 0, `${path}: ${over} numbers are printed over the text`);
  }
}

// The values are there where a browser cannot show what a closed element holds.
async function older(browser) {
  const page = await opened(browser, {viewport: {width: 1280, height: 900}});
  await go(page, "/?query=chip");
  const hides = await page.evaluate(() => [...document.styleSheets[0].cssRules].some(function hides(rule) {
    if (rule instanceof CSSSupportsRule) return false;
    if (rule.cssRules && !rule.selectorText) return [...rule.cssRules].some(hides);
    return rule.selectorText && rule.selectorText.includes("summary") && rule.style.display === "none";
  }));
  check(!hides, "the values cannot be unfolded in an older browser");
}

async function wide(page, name) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(over <= 0, `${name} is ${over} pixels too wide`);
}

async function accessible(browser) {
  const pages = ["/", "/?query=chip", "/?query=chip&full=true", "/?query=lang:ar+OR+lang:ja", "/?query=chpis+court",
    `${ARTICLE}?query=chip&passage=1`, "/beats", "/beats/courts", "/?query=wide", "/?query=chip+since:last-week&strict=true", "/articles/none"];
  for (const width of [1280, 390]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await opened(browser, {viewport: {width, height: 900}, colorScheme, bypassCSP: true});
      for (const path of pages) {
        await go(page, path);
        const name = `${path} at ${width}, ${colorScheme}`;
        await wide(page, name);
        // What is folded away is looked at as well.
        await page.evaluate(() => document.querySelectorAll("details").forEach(one => { one.open = true; }));
        await page.evaluate(axe);
        const found = await page.evaluate(() => axe.run(document, {rules: {"target-size": {enabled: true}}}));
        for (const violation of found.violations) {
          // Beside narrow bars there are values for the years, which are large enough.
          const each = violation.nodes.filter(node => violation.id !== "target-size" || !node.html.includes("<svg"));
          if (!each.length) continue;
          const nodes = each.slice(0, 3).map(node => node.target.join(" ")).join("; ");
          check(false, `${name}: ${violation.id}: ${violation.help}: ${nodes}`);
        }
      }
      await page.context().close();
    }
  }
}

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.NEWSHOUND_CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    for (const walk of [accessible, keys, tabs, numbers, older, hostile, without_script]) {
      await walk(browser).catch(error => faults.push(`${walk.name}: ${error.message}`));
    }
  } finally {
    await browser.close();
  }
  for (const fault of new Set(faults)) console.log(fault);
  if (faults.length) process.exit(1);
  console.log("all is well");
})();
