// test/e2e/published.js — what must be true of the public site before and after the date: figure 1 and figure 2 word for
// word, lists, feeds, CSAF.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as mandatory from "@secvisogram/csaf-validator-lib/mandatoryTests.js";
import { csaf_2_0_strict } from "@secvisogram/csaf-validator-lib/schemaTests.js";
import * as mandatory21 from "@secvisogram/csaf-validator-lib/csaf_2_1/mandatoryTests.js";
import { csaf_2_1 } from "@secvisogram/csaf-validator-lib/csaf_2_1/schemaTests.js";
import validate from "@secvisogram/csaf-validator-lib/validate.js";
import { request } from "./client.js";
import { validateHtml } from "./vnu.js";
import { elements, links, rows, section, texts, textOf } from "./html.js";

// Figure 1 in its order. On the page the same words stand, and nothing else as a heading of this level.
const FIGURE_1 = [
    "概要",
    "影響を受けるシステム",
    "詳細情報",
    "想定される影響",
    "対策方法",
    "ベンダ情報",
    "参考情報",
    "JPCERT/CCからの補足情報",
    "JPCERT/CCによる脆弱性分析結果",
    "謝辞",
    "関連文書",
    "更新履歴",
];
const VENDOR_COLUMNS = ["ベンダ", "ステータス", "ベンダからのコメント", "ベンダの告知ページ"];
const FRONT_ROWS = 15;
const READER_PAGES = 100; // then another reader comes: the portal counts requests by address
// What the page says of a developer by the part it plays.
const STATUS = {
    affected: "該当製品あり",
    negative: "該当製品なし",
    silent: "脆弱性情報提供済み",
};
// /jp/JVN12345678 and /vu/JVNVU12345678.
const folderOf = (number) =>
    `/${number.startsWith("JVNVU") ? "vu" : "jp"}/${number.replace("#", "")}`;
const LISTS = ["/", "/en/", "/vendors/", "/en/vendors/"];
const FEEDS = ["/rss/atom.xml", "/en/rss/atom.xml", "/rss/jvn.rdf", "/en/rss/jvn.rdf"];
// Registered in every training directory; nothing about them is ever published here.
const UNPUBLISHED = [
    "株式会社ハナコソフト",
    "Hanako Software",
    "タロウ電機株式会社",
    "Taro Electric",
    "みどりソフトウェア",
    "Midori Software",
];
// The two versions of CSAF stand in trees of their own.
const CSAF = [
    {
        version: "2.0",
        folder: "/csaf/",
        metadata: "/.well-known/csaf/provider-metadata.json",
        tests: [csaf_2_0_strict, ...Object.values(mandatory)],
    },
    {
        version: "2.1",
        folder: "/csaf/v2.1/clear/",
        metadata: "/.well-known/csaf/v2.1/provider-metadata.json",
        tests: [csaf_2_1, ...Object.values(mandatory21)],
    },
];
const UNKNOWN_LIST = "no such cwe version is recognized";
const INDEXES = [
    ...CSAF.flatMap(({ folder }) => [`${folder}index.txt`, `${folder}changes.csv`, folder]),
    "/.well-known/csaf/feed-tlp-white.json",
    "/.well-known/csaf/v2.1/feed-tlp-clear.json",
];

// The front page holds the newest only; the lists by year and by developer hold all.
const isFull = (front) => rows(front).filter((row) => row.length > 0).length >= FRONT_ROWS;

export class Site {
    constructor(server, tally, keep) {
        Object.assign(this, { server, tally, keep, pages: [], published: new Set(), fetched: 0 });
    }

    // Everything fetched is kept in a folder, to be looked at and to be validated.
    async fetch(path) {
        const reader = `127.7.0.${1 + Math.floor(this.fetched++ / READER_PAGES)}`;
        const answer = await request(this.server.portal + path, { address: reader });
        const name = path.endsWith("/") ? `${path}index.html` : path;
        const file = join(this.keep, name);
        // proves HND-14: no page of the portal of a training directory lacks the mark.
        if (/text\/html/.test(answer.headers["content-type"] ?? ""))
            this.tally.check(
                `${path} says that it is an exercise`,
                /【演習】|\[Exercise\]/.test(answer.text),
            );
        if (answer.status === 200) {
            mkdirSync(dirname(file), { recursive: true });
            writeFileSync(file, answer.bytes);
            if (name.endsWith(".html") && !this.pages.includes(file)) this.pages.push(file);
        }
        return { ...answer, file };
    }

    // proves SEC-01 PUB-05: nothing of it can be seen before its minute, neither pages nor in any list or feed.
    async isHidden(play) {
        const digits = play.number.replace("#", "");
        const folder = folderOf(play.number);
        const paths = [
            `${folder}/`,
            `${folder}/index.html`,
            `/en${folder}/index.html`,
            `/csaf/2026/${digits.toLowerCase()}.json`,
            `/advisory/${digits.toLowerCase()}/index.html`,
            ...play.developers.map(({ party }) => `${folder}/vendor-${party}.html`),
        ];
        for (const path of paths)
            this.tally.equal(`${path} before the date`, (await this.fetch(path)).status, 404);
        for (const path of [...LISTS, ...FEEDS, ...INDEXES]) {
            const { status, text } = await this.fetch(path);
            this.tally.equal(`${path} answers`, status, 200);
            const names = [
                play.number,
                digits,
                digits.toLowerCase(),
                play.script.doc.title.ja,
            ].filter((word) => text.includes(word) && !this.published.has(word));
            this.tally.equal(`${path} before the date names the case`, names, []);
        }
        // proves CON-10: the index of developers has no place for one without a published advisory.
        for (const path of ["/vendors/", "/en/vendors/"]) {
            const { text } = await this.fetch(path);
            const waiting = play.developers.filter(({ vendor }) => !this.published.has(vendor));
            const hidden = [
                ...UNPUBLISHED,
                ...waiting.flatMap(({ vendor, party }) => [vendor, `${party}.html`]),
            ];
            this.tally.equal(
                `${path} names developers without an advisory`,
                hidden.filter(
                    (word) => textOf(text).includes(word) || text.includes(`/vendors/${word}`),
                ),
                [],
            );
        }
    }

    async isComplete(play) {
        this.published.add(play.script.doc.title.ja);
        for (const { vendor } of play.developers) this.published.add(vendor);
        const path = `${folderOf(play.number)}/index.html`;
        const { status, text } = await this.fetch(path);
        if (!this.tally.equal(`${path} after the date`, status, 200)) return;
        this.#figure1(play, text);
        await this.#figure2(play, text);
        await this.#english(play, path);
        await this.#lists(play, path);
        await this.#feeds(play, path);
        for (const form of CSAF) await this.#csaf(play.number.replace("#", ""), form);
    }

    // proves PUB-08 PUB-30: figure 1 of what was typed, as the public reads it.
    #figure1({ script, number }, page) {
        const { tally } = this;
        tally.check(
            "the title names number and title",
            textOf(elements(page, "header").at(-1)).startsWith(
                `${number} ${`【演習】${script.doc.title.ja}`}`,
            ) ||
                textOf(elements(page, "article")[0]).startsWith(`${number} ${script.doc.title.ja}`),
            textOf(elements(page, "article")[0]).slice(0, 200),
        );
        tally.equal("headings of figure 1", texts(elements(page, "article")[0], "h2"), FIGURE_1);
        tally.check("overview", textOf(section(page, "概要")).includes(script.doc.overview.ja));
        const affected = rows(section(page, "影響を受けるシステム"))
            .filter((row) => row.length === 3)
            .map((row) => row.map((cell) => cell.text));
        tally.equal(
            "products and versions",
            affected,
            script.doc.products.map((p) =>
                [p.vendor, p.product, p.versions].map((t) => t.replace(/\s+/g, " ")),
            ),
        );
        const found = links(section(page, "参考情報")).map((link) => link.href);
        tally.equal(
            "references",
            found,
            script.doc.references.map((r) => r.url),
        );
        const analysis = textOf(section(page, "JPCERT/CCによる脆弱性分析結果"));
        for (const row of script.doc.analyses) {
            tally.check(
                `analysis of ${row.cve}`,
                analysis.includes(row.vector) &&
                    analysis.includes(row.score) &&
                    analysis.includes(row.source),
                analysis,
            );
        }
        const related = textOf(section(page, "関連文書"));
        for (const cve of script.doc.cves)
            tally.check(`${cve.id} under 関連文書`, related.includes(cve.id), related);
    }

    // proves PUB-09 PUB-12 PUB-13: the table of developers, the link of a status, and figure 2 behind it. A developer that
    // never answered stands there with the default wording (LIF-46, PUB-11).
    async #figure2(play, page) {
        const { tally } = this;
        const table = section(page, "ベンダ情報");
        tally.equal("columns of ベンダ情報", texts(table, "th"), VENDOR_COLUMNS);
        const body = rows(table).filter((row) => row.length === 4);
        tally.equal(
            "one row a developer",
            body.map(([name]) => name.text).sort(),
            play.developers.map(({ vendor }) => vendor).sort(),
        );
        for (const developer of play.developers) {
            const row = body.find(([name]) => name.text === developer.vendor) ?? [];
            await this.#vendorPage(play, developer, row);
        }
    }

    async #vendorPage({ script, number }, { vendor, party, part }, [, status, comment, notice]) {
        const { tally } = this;
        const path = `${folderOf(number)}/vendor-${party}.html`;
        tally.equal("status leads to the vendor's page", status?.links, [
            { href: path, text: STATUS[part] },
        ]);
        tally.equal("empty cells stay empty", [comment?.text, notice?.text], ["", ""]);
        const answer = await this.fetch(path);
        if (!tally.equal("the vendor's page", answer.status, 200)) return;
        const article = elements(answer.text, "article")[0];
        tally.equal("title of figure 2", texts(article, "h1"), [
            `${vendor} の脆弱性 ${number} への対応`,
        ]);
        tally.equal("fields of figure 2", texts(article, "dt"), [
            "脆弱性識別番号",
            "脆弱性タイトル",
        ]);
        tally.equal("values of figure 2", texts(article, "dd"), [number, script.doc.title.ja]);
        tally.equal("headings of figure 2", texts(article, "h2"), [
            `ステータス：${STATUS[part]}`,
            "製品開発者からのコメント：",
            "更新履歴",
        ]);
    }

    async #english({ script }, path) {
        const { status, text } = await this.fetch(`/en${path}`);
        if (!this.tally.equal("the English page", status, 200)) return;
        const shown = textOf(text);
        for (const part of script.overview.split("\n\n"))
            this.tally.check("English overview", shown.includes(part), part.slice(0, 80));
        const years = await this.fetch(`/en/`);
        this.tally.check(
            "the English front lists it",
            years.text.includes(`/en${path}`) || isFull(years.text),
        );
    }

    // proves PUB-18: the list of its year and that of each of its developers hold every advisory.
    async #lists(play, path) {
        const { tally } = this;
        const front = await this.fetch("/");
        const leads = (page) => links(page.text).some((link) => link.href === path);
        tally.check("the front page lists it", leads(front) || isFull(front.text));
        const year = links(elements(front.text, "aside").at(-1) ?? "").find(
            (link) => link.text === "2026",
        );
        tally.check("the front page leads to the year", year !== undefined);
        if (year) tally.check("the year's list holds it", await this.#listLeads(year.href, leads));
        const vendors = await this.fetch("/vendors/");
        for (const { vendor } of play.developers) {
            const found = links(vendors.text).find((link) => link.text === vendor);
            if (tally.check(`the developers' list names ${vendor}`, found !== undefined))
                tally.check("the vendor's list holds it", await this.#listLeads(found.href, leads));
        }
    }

    // A list stands in pages; the newest has the list's own address and each leads to the one before it.
    async #listLeads(href, leads) {
        for (let next = href; next; ) {
            const page = await this.fetch(next);
            if (leads(page)) return true;
            next = page.text.match(/rel="next" href="([^"]*)"/)?.[1];
        }
        return false;
    }

    async #feeds(play, path) {
        const url = this.server.portal + path;
        for (const feed of ["/rss/atom.xml", "/rss/jvn.rdf"]) {
            const { status, text } = await this.fetch(feed);
            this.tally.check(
                `${feed} holds it`,
                status === 200 && text.includes(url) && text.includes(play.number.replace("#", "")),
                `${status}`,
            );
        }
    }

    async #csaf(digits, { version, folder, tests }) {
        const { tally } = this;
        const name = `${digits.toLowerCase()}.json`;
        const path = `${folder}2026/${name}`;
        const document = await this.fetch(path);
        if (!tally.equal(`the document of CSAF ${version}`, document.status, 200)) return;
        for (const kind of ["sha256", "sha512"]) {
            const { text } = await this.fetch(`${path}.${kind}`);
            tally.equal(`its ${kind}`, text.trim().split(/\s+/), [
                createHash(kind).update(document.bytes).digest("hex"),
                name,
            ]);
        }
        const result = await validate(tests, JSON.parse(document.text));
        const errors = result.tests.flatMap((t) =>
            t.errors.map((e) => `${t.name} ${e.instancePath} ${e.message}`),
        );
        // The judge knows the lists of weaknesses up to the day of its own release; a newer one is no fault.
        const faults = errors.filter((error) => !error.endsWith(UNKNOWN_LIST));
        tally.equal(`errors of the mandatory tests of CSAF ${version}`, faults, []);
        for (const file of ["index.txt", "changes.csv"]) {
            const { text } = await this.fetch(folder + file);
            tally.check(`${folder}${file} holds it`, text.includes(`2026/${name}`));
        }
        const listing = links((await this.fetch(`${folder}2026/`)).text);
        tally.check(
            `the listing of CSAF ${version} leads to it`,
            listing.some(({ href }) => href === path),
        );
    }

    // From security.txt by the metadata to every document: each way that a program may go ends at all of them.
    async isProvided() {
        const { tally } = this;
        const { status, text } = await this.fetch("/.well-known/security.txt");
        tally.equal("security.txt", status, 200);
        const named = [...text.matchAll(/^CSAF: (.*)$/gm)].map((m) => new URL(m[1]).pathname);
        tally.equal("security.txt names the metadata", named, CSAF.map(({ metadata }) => metadata));
        for (const { version, folder, metadata } of CSAF) {
            const read = async (path) => JSON.parse((await this.fetch(path)).text);
            const { distributions } = await read(metadata);
            const own = (url) => new URL(url).pathname;
            const directory = distributions[0].directory_url ?? distributions[0].directory.url;
            tally.equal(`the folder of CSAF ${version}`, own(directory), folder);
            const { feeds, services } = distributions[1].rolie;
            const { service } = await read(own(services[0]));
            const [{ href }] = service.workspace[0].collection;
            tally.equal(`the service document of CSAF ${version}`, href, feeds[0].url);
            const entries = (await read(own(href))).feed.entry.map((e) => own(e.content.src));
            const index = (await this.fetch(`${folder}index.txt`)).text.trim().split("\n");
            tally.equal(
                `feed and index of CSAF ${version} hold the same`,
                [...entries].sort(),
                index.map((line) => folder + line).sort(),
            );
            tally.check(`CSAF ${version} has documents`, entries.length > 0);
        }
    }

    // proves PUB-18: the last changed stands first, in the feeds and on the front page, and in the list of each year.
    async isOrdered() {
        const date = /data-label="日付">\s*<time[^>]*datetime="(.*?)"/g;
        const front = (await this.fetch("/")).text;
        const atom = (await this.fetch("/rss/atom.xml")).text;
        const rss = (await this.fetch("/rss/jvn.rdf")).text;
        const lists = {
            Atom: atom.matchAll(/<entry>.*?<updated>(.*?)</gs),
            JVNRSS: rss.matchAll(/<item .*?<dcterms:modified>(.*?)</gs),
            新着: section(front, "新着").matchAll(date),
            更新: section(front, "更新").matchAll(date),
        };
        for (const year of links(elements(front, "aside").at(-1) ?? "").filter((link) => /^\d{4}$/.test(link.text)))
            lists[year.text] = (await this.fetch(year.href)).text.matchAll(date);
        for (const [name, matches] of Object.entries(lists)) {
            const found = [...matches].map((m) => m[1]);
            this.tally.check(`${name} tells dates`, found.length > 0 || name === "更新");
            this.tally.equal(`${name}: the newest first`, found, [...found].sort().reverse());
        }
    }

    // The judges of formats are themselves able to find a fault.
    async judgesWork() {
        const bad = { document: { category: "csaf_security_advisory" } };
        for (const { version, tests } of CSAF) {
            const result = await validate(tests, bad);
            this.tally.check(`control: a spoilt document of CSAF ${version}`, !result.isValid);
        }
    }

    // JVNRSS 3.2 against the schemas that its owner publishes, by a catalogue and without a network.
    async validateFeeds(schemas) {
        const files = [];
        for (const feed of ["/rss/jvn.rdf", "/en/rss/jvn.rdf"])
            files.push((await this.fetch(feed)).file);
        if (!schemas || !existsSync(schemas))
            return this.tally.skip("schemas of JVNRSS are not here", files.length);
        const catalog = join(this.keep, "catalog.xml");
        writeFileSync(
            catalog,
            `<?xml version="1.0"?>
<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
<system systemId="http://www.w3.org/2001/xml.xsd" uri="file://${schemas}/xml.xsd"/>
<uri name="http://www.w3.org/2001/xml.xsd" uri="file://${schemas}/xml.xsd"/>
<rewriteSystem systemIdStartString="https://jvndb.jvn.jp/schema/" rewritePrefix="file://${schemas}/"/>
<rewriteURI uriStartString="https://jvndb.jvn.jp/schema/" rewritePrefix="file://${schemas}/"/>
</catalog>\n`,
        );
        for (const file of files) {
            const run = spawnSync(
                "xmllint",
                ["--nonet", "--noout", "--schema", join(schemas, "jvnrss_rdf_3.2.xsd"), file],
                { encoding: "utf8", env: { ...process.env, XML_CATALOG_FILES: catalog } },
            );
            this.tally.check(
                `${file.slice(this.keep.length)} against jvnrss_rdf_3.2.xsd`,
                run.status === 0,
                run.stderr?.slice(0, 1500),
            );
        }
        const spoilt = join(this.keep, "spoilt.rdf");
        writeFileSync(
            spoilt,
            readFileSync(files[0], "utf8")
                .replace("<sec:identifier>", "<sec:identifer>")
                .replace("</sec:identifier>", "</sec:identifer>"),
        );
        const run = spawnSync(
            "xmllint",
            ["--nonet", "--noout", "--schema", join(schemas, "jvnrss_rdf_3.2.xsd"), spoilt],
            { env: { ...process.env, XML_CATALOG_FILES: catalog } },
        );
        this.tally.check("control: a spoilt feed is refused", run.status !== 0);
        rmSync(spoilt);
    }

    // The Nu Html Checker over every page kept.
    validatePages() {
        validateHtml(this.tally, this.pages, (file) => file.slice(this.keep.length));
    }
}
