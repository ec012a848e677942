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

// Groups of records of one JVN number with one vendor, in the order of the number, spread evenly over all of them.
export function readGroups(file, count) {
    const groups = new Map();
    for (const text of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
        const record = JSON.parse(text);
        const numbers = new Set(
            (record.containers.cna.references ?? [])
                .map((r) => r.url.match(/\/jp\/JVN(\d{8})/)?.[1])
                .filter(Boolean),
        );
        for (const number of numbers) groups.set(number, [...(groups.get(number) ?? []), record]);
    }
    const all = [...groups].sort().filter(([, records]) => vendorsOf(records).length === 1);
    const step = all.length / Math.min(count, all.length);
    return Array.from(
        { length: Math.min(count, all.length) },
        (_, i) => all[Math.floor(i * step)],
    ).map(([number, records]) => ({ source: `JVN#${number}`, records }));
}

const affectedOf = (records) => records.flatMap((r) => r.containers.cna.affected ?? []);
const vendorsOf = (records) =>
    unique(
        affectedOf(records).map((a) => line(a.vendor ?? "")),
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

function typeOf(records) {
    const first =
        records[0].containers.cna.problemTypes?.[0]?.descriptions?.[0]?.description ??
        "vulnerability";
    const english = line(first.replace(/^CWE-\d+:? /, ""));
    return { en: english, ja: TYPES.find(([words]) => words.test(english))?.[1] ?? english };
}

// What everybody in the play of one group says.
export function scriptOf(group) {
    const { records } = group;
    const products = unique(
        affectedOf(records).map((a) => ({
            vendor: line(a.vendor),
            product: line(a.product),
            versions: versionsOf(a),
        })),
        (p) => JSON.stringify(p),
    ).slice(0, 60);
    const vendor = vendorsOf(records)[0];
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
        solution: { ja: "開発者が提供する情報をもとに、最新版へアップデートしてください。" },
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
        source: group.source,
        vendor,
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
