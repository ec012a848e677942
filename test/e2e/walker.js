// test/e2e/walker.js — a person at a browser: one window of Chromium with a language of its own. On every page it stops at
// it takes a screenshot, asks axe, and notes what the console says; the policy of the pages must never be violated.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const axeSource = readFileSync(
    createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
    "utf8",
);
const NARROW = 320;
const WIDE = 1280;

export const CHROMIUM = {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ],
};

// What all persons of one language share.
export class Album {
    constructor(tally, folder, lang) {
        Object.assign(this, { tally, folder, lang, number: 0, pages: [] });
        mkdirSync(folder, { recursive: true });
    }
}

export class Walker {
    static async open(browser, album, { scripts = true, dark = false } = {}) {
        const walker = new Walker();
        Object.assign(walker, { album, tally: album.tally, faults: [], scripts });
        walker.context = await browser.newContext({
            locale: album.lang === "ja" ? "ja-JP" : "en-US",
            timezoneId: "Asia/Tokyo",
            viewport: { width: WIDE, height: 900 },
            javaScriptEnabled: scripts,
            colorScheme: dark ? "dark" : "light",
        });
        walker.page = await walker.context.newPage();
        walker.page.setDefaultTimeout(10000);
        walker.page.on("response", (answer) => {
            if (
                answer.request().isNavigationRequest() &&
                (answer.status() < 300 || answer.status() >= 400)
            )
                walker.answer = answer;
        });
        walker.page.on("pageerror", (error) => walker.faults.push(`script: ${error.message}`));
        walker.page.on("console", (message) => {
            // A page that refuses something has a status of its own; the browser says so, and that is no fault.
            const isPage =
                message.text().startsWith("Failed to load resource") &&
                message.location().url === walker.page.url();
            if (["error", "warning"].includes(message.type()) && !isPage)
                walker.faults.push(`console: ${message.text()}`);
        });
        return walker;
    }

    async go(url) {
        return this.page.goto(url);
    }

    // Looks at the page that is open now: screenshot, axe, language, console.
    async look(name, { widths = [WIDE], lang = this.album.lang, status = 200 } = {}) {
        const { page, tally, album } = this;
        const what = `${album.lang} ${name}`;
        const label = `${String(++album.number).padStart(2, "0")}-${name}`;
        for (const width of widths) {
            await page.setViewportSize({ width, height: width === NARROW ? 640 : 900 });
            await page.screenshot({
                path: join(album.folder, `${label}${width === WIDE ? "" : `-${width}`}.png`),
                fullPage: true,
            });
            if (this.scripts) await this.#judge(what, width);
        }
        await page.setViewportSize({ width: WIDE, height: 900 });
        tally.equal(`${what}: status`, this.answer.status(), status);
        await this.#keep(label);
        tally.equal(`${what}: nothing in the console`, this.faults.splice(0), []);
        tally.equal(`${what}: language`, await page.locator("html").getAttribute("lang"), lang);
    }

    // Shows that the judges can find a fault: a page with one of each.
    async judgesWork() {
        const { page, tally, faults } = this;
        await page.setContent(
            '<html lang="ja"><body><main><img src="data:,"><h2>Not yet translated</h2><div style="width:5000px">x</div></main></body></html>',
        );
        await page.evaluate(() => console.error("a fault"));
        await page.evaluate(axeSource);
        const { violations } = await page.evaluate(() => window.axe.run(document));
        tally.check(
            "control: axe finds a picture without a text",
            violations.some((v) => v.id === "image-alt"),
        );
        tally.check(
            "control: a page that is too wide is noticed",
            await page.evaluate(
                () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
            ),
        );
        tally.equal(
            "control: English in a Japanese page is noticed",
            await page.evaluate(leftInEnglish),
            ["Not yet translated"],
        );
        tally.check(
            "control: the console is heard",
            faults.splice(0).some((fault) => fault.includes("a fault")),
        );
    }

    // The page as it was sent, for the checker of HTML.
    async #keep(label) {
        const type = this.answer.headers()["content-type"] ?? "";
        if (!type.startsWith("text/html")) return;
        const file = join(this.album.folder, `${label}.html`);
        writeFileSync(file, await this.answer.body());
        this.album.pages.push(file);
    }

    async #judge(what, width) {
        const { page, tally } = this;
        const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        tally.check(`${what}: fits ${width} pixels`, overflow <= 0, `${overflow} pixels too wide`);
        await page.evaluate(axeSource);
        const { violations } = await page.evaluate(() =>
            window.axe.run(document, { resultTypes: ["violations"] }),
        );
        const found = violations.map(
            (v) =>
                `${v.id}: ${v.help} (${v.nodes
                    .slice(0, 3)
                    .map((n) => n.target.join(" "))
                    .join("; ")})`,
        );
        tally.equal(`${what}: axe at ${width}`, found, []);
        // Markers of a text that was not translated: Japanese pages hold no sentence of English of their own.
        if (this.album.lang === "ja")
            tally.equal(`${what}: nothing left in English`, await page.evaluate(leftInEnglish), []);
    }

    // Fills fields by name; a value of true ticks, "=x" chooses a radio.
    async fill(values) {
        for (const [name, value] of Object.entries(values)) {
            const field = this.page.locator(`main [name="${name}"]`);
            if (value === true) await field.first().check();
            else if (String(value).startsWith("="))
                await this.page.locator(`main [name="${name}"][value="${value.slice(1)}"]`).check();
            else if ((await field.first().evaluate((e) => e.tagName)) === "SELECT")
                await field.selectOption({ label: value });
            else await field.first().fill(value);
        }
    }

    // Presses the button that sends the form of the page, and waits for the answer.
    async send(selector = "main .form-actions button.primary") {
        const [answer] = await Promise.all([
            this.page.waitForNavigation(),
            this.page.locator(selector).first().click(),
        ]);
        return answer;
    }

    async follow(selector) {
        const [answer] = await Promise.all([
            this.page.waitForNavigation(),
            this.page.locator(selector).first().click(),
        ]);
        return answer;
    }

    // What is typed must not stand in the address.
    async searches(words) {
        await this.page.locator("#site-search").fill(words);
        await this.follow('.bar-search button[type="submit"]');
        this.tally.check(
            "the words searched for are not in the address",
            !decodeURIComponent(this.page.url()).includes(words),
            this.page.url(),
        );
    }

    async signIn(desk, server, account, look = false) {
        await this.go(`${desk}/sign-in`);
        if (look) await this.look("sign-in");
        await this.fill({ login: account.login, password: account.password });
        await this.send();
        if (look) await this.look("sign-in-code");
        await this.fill({ _code: server.code(account.secret) });
        await this.send();
    }

    close() {
        return this.context.close();
    }
}

// Runs in the page: texts of labels, buttons, headings and hints without one Japanese character but with two or more
// English words.
function leftInEnglish() {
    const found = new Set();
    for (const element of document.querySelectorAll(
        "h1,h2,h3,label,legend,button,th,dt,.hint,.now,.why,summary,nav a,.notice p,.event-kind,.empty p",
    )) {
        if (
            element.closest("[lang=en]") ||
            element.closest(".data") ||
            element.querySelector("input,textarea,select")
        )
            continue;
        const text = [...element.childNodes]
            .filter((n) => n.nodeType === Node.TEXT_NODE)
            .map((n) => n.textContent)
            .join(" ")
            .trim();
        const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/.test(element.textContent);
        if (!japanese && /[A-Za-z]{2,} [A-Za-z]{2,}/.test(text)) found.add(text);
    }
    return [...found];
}
