// test/e2e/records.js — turns published CVE records into what the persons of a play type. Names, versions, numbers,
// references and scores are the record's; what a record does not say is written here and marked as synthetic.

import { weaknesses } from "@secvisogram/csaf-validator-lib/cwe.js";
import { readFileSync } from "node:fs";

const LINE = 200;

const TYPES = [
    [/cross-site scripting/i, "クロスサイトスクリプティング"],
    [/os command injection/i, "OS コマンドインジェクション"],
    [/sql injection|sql command/i, "SQL インジェクション"],
    [/cross-site request forgery/i, "クロスサイトリクエストフォージェリ"],
    [/code injection|code execution/i, "コードインジェクション"],
    [/path traversal|pathname|directory traversal/i, "パストラバーサル"],
    [/xml external/i, "XML 外部実体参照 (XXE)"],
    [/buffer overflow/i, "バッファオーバーフロー"],
    [/hard-coded/i, "ハードコードされた認証情報の使用"],
    [/denial-of-service|dos\b/i, "サービス運用妨害 (DoS)"],
    [/open redirect/i, "オープンリダイレクト"],
    [/authorization/i, "認可処理不備"],
    [/authentication/i, "認証不備"],
    [/certificate/i, "サーバ証明書の検証不備"],
    [/search path/i, "ファイル検索パスの制御不備"],
    [/information disclosure|cleartext|sensitive information/i, "情報漏えい"],
    [/permission/i, "アクセス権設定不備"],
    [/debug code/i, "デバッグ機能の有効化"],
    [/privilege/i, "権限管理の不備"],
];

const clean = (text) => text.replace(/\s+/g, " ").trim();
const line = (text) => [...clean(text)].slice(0, LINE).join("");
const unique = (items, key) => [...new Map(items.map((item) => [key(item), item])).values()];

// One organisation under one name: what the records spell in several ways, or join in one field, is told apart here. The
// table lies beside this file; blanks at the ends need no line in it.
const NORMAL = JSON.parse(readFileSync(new URL("vendors.json", import.meta.url), "utf8"));
const vendorNames = (vendor) => NORMAL[line(vendor ?? "")] ?? [line(vendor ?? "")];

// Every spelling that the table changes, for the play to print.
export function normalised(groups) {
    const spelt = groups.flatMap(({ records }) => affectedOf(records).map((a) => a.vendor ?? ""));
    return unique(spelt, (v) => v)
        .map((from) => ({ from, to: vendorNames(from) }))
        .filter(({ from, to }) => to.length !== 1 || to[0] !== from)
        .sort((x, y) => (x.from < y.from ? -1 : 1));
}

const numbersOf = (record) =>
    new Set(
        (record.containers.cna.references ?? [])
            .map((r) => r.url.match(/\/(?:jp|vu)\/(JVN(?:VU)?\d{8})/)?.[1])
            .filter(Boolean),
    );

const spelt = (number) => number.replace(/^(JVN(?:VU)?)(\d+)$/, "$1#$2");

// Groups of records of one number, spread evenly over all of them; `count` 0 means all. What a group is depends on its
// place among all groups, so that a play of ten plays them as the play of all does:
//   direct    a JVNVU# number: opened by the coordinating body, without a finder (REC-10)
//   separate  every fifth group with several records: one report a record, joined (REC-11)
//   company   every third group has two invented developers more
export function readGroups(file, count) {
    const groups = new Map();
    for (const text of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
        const record = JSON.parse(text);
        for (const number of numbersOf(record))
            groups.set(number, [...(groups.get(number) ?? []), record]);
    }
    let several = 0;
    const all = [...groups].sort().map(([number, records], place) => ({
        source: spelt(number),
        records,
        place,
        direct: number.startsWith("JVNVU"),
        separate: records.length > 1 && several++ % 5 === 0,
        company: place % 3 === 0,
    }));
    const wanted = Math.min(count || all.length, all.length);
    return Array.from({ length: wanted }, (_, i) => all[Math.floor((i * all.length) / wanted)]);
}

// All real organisations of the file in a fixed order: one quarter starts unregistered, one quarter with an individual
// registration, the others with a general one.
export function registrations(groups) {
    const names = unique(groups.flatMap(({ records }) => vendorsOf(records)), (v) => v).sort();
    return new Map(names.map((name, i) => [name, ["unregistered", "individual", "general", "general"][i % 4]]));
}

const affectedOf = (records) => records.flatMap((r) => r.containers.cna.affected ?? []);
const vendorsOf = (records) =>
    unique(
        affectedOf(records).flatMap((a) => vendorNames(a.vendor)),
        (v) => v,
    );

function versionsOf(affected) {
    const words = (affected.versions ?? [])
        .filter((v) => v.status === "affected")
        .map((v) => {
            if (v.lessThan) return `${v.version} < ${v.lessThan}`;
            return v.lessThanOrEqual ? `${v.version} <= ${v.lessThanOrEqual}` : v.version;
        });
    return line(words.join(", "));
}

const containersOf = (record) => [record.containers.cna, ...(record.containers.adp ?? [])];

// Names exactly as the catalogue of weaknesses has them.
const weaknessNames = new Map(weaknesses.map((w) => [w.id, w.name]));

function cweOf(record) {
    const found = containersOf(record)
        .flatMap((c) => c.problemTypes ?? [])
        .flatMap((p) => p.descriptions)
        .find((d) => weaknessNames.has(d.cweId));
    return found ? { cwe_id: found.cweId, cwe_name: weaknessNames.get(found.cweId) } : {};
}

// One score for each version of CVSS: the assigner's own, else the one another body added.
function analysesOf(record) {
    const rows = new Map();
    for (const c of containersOf(record)) {
        for (const metric of c.metrics ?? []) {
            const score = metric.cvssV4_0 ?? metric.cvssV3_1 ?? metric.cvssV3_0 ?? metric.cvssV2_0;
            if (!score || rows.has(score.version)) continue;
            rows.set(score.version, {
                cve: record.cveMetadata.cveId,
                cvss_version: score.version,
                vector: score.vectorString,
                score: score.baseScore.toFixed(1),
                severity: score.baseSeverity,
                source: c.providerMetadata.shortName,
            });
        }
    }
    return [...rows.values()];
}

function referencesOf(records) {
    const all = records.flatMap((r) => r.containers.cna.references ?? []);
    return unique(all, (r) => r.url).map((r) =>
        r.name && r.name !== r.url ? { url: r.url, title: line(r.name) } : { url: r.url },
    );
}

const isUnsupported = (records) =>
    records.some((r) => (r.containers.cna.tags ?? []).includes("unsupported-when-assigned"));

function typeOf(records) {
    const first =
        records[0].containers.cna.problemTypes?.[0]?.descriptions?.[0]?.description ??
        "vulnerability";
    const english = line(first.replace(/^CWE-\d+:? /, ""));
    return { en: english, ja: TYPES.find(([words]) => words.test(english))?.[1] ?? english };
}

// What a finder reports of one record alone.
function partOf(record) {
    const [affected] = record.containers.cna.affected ?? [];
    return {
        product: line(affected?.product ?? ""),
        versions: versionsOf(affected ?? {}),
        overview: clean(
            record.containers.cna.descriptions.find((d) => d.lang.startsWith("en")).value,
        ),
    };
}

// What everybody in the play of one group says.
export function scriptOf(group) {
    const { records } = group;
    const products = unique(
        affectedOf(records).map((a) => ({
            vendor: vendorNames(a.vendor).join("、"),
            product: line(a.product),
            versions: versionsOf(a),
        })),
        (p) => JSON.stringify(p),
    ).slice(0, 60);
    const vendors = vendorsOf(records);
    const product = products[0].product;
    const type = typeOf(records);
    const overview = unique(
        records.map((r) =>
            clean(r.containers.cna.descriptions.find((d) => d.lang.startsWith("en")).value),
        ),
        (t) => t,
    );
    const cves = records.map((r) => ({ id: r.cveMetadata.cveId, ...cweOf(r) }));
    const doc = {
        title: {
            ja: line(`${product}における${type.ja}の脆弱性`),
            en: line(`${product}: ${type.en}`),
        },
        overview: {
            ja: `${product}には、${type.ja}の脆弱性が存在します。`,
            en: overview.join("\n\n"),
        },
        impact: { ja: "想定される影響については、参考情報に示す告知をご覧ください。" },
        solution: {
            ja: isUnsupported(records)
                ? "当該製品の利用を停止してください。"
                : "開発者が提供する情報をもとに、最新版へアップデートしてください。",
        },
        products,
        references: referencesOf(records),
        analyses: records.flatMap(analysesOf),
        cves,
        related: cves.map(({ id }) => ({
            kind: "CVE",
            id,
            url: `https://www.cve.org/CVERecord?id=${id}`,
        })),
    };
    return {
        parts: records.map((record) => partOf(record)),
        source: group.source,
        vendor: vendors[0],
        vendors,
        unsupported: isUnsupported(records),
        product,
        products,
        type,
        doc,
        overview: overview.join("\n\n"),
    };
}

export const SYNTHETIC = [
    "finder",
    "dates of the play",
    "impact.ja",
    "solution.ja",
    "title.ja",
    "title.en",
    "overview.ja",
    "vulnerability",
    "verification",
    "countermeasure told to the coordinator",
    "sign-in names",
    "status 該当製品あり",
];
