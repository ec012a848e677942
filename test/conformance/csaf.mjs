// test/conformance/csaf.mjs — `todoke csaf validate` against the test files of the CSAF standard: every file judged as
// testcases.json says under its own test, the verdict "valid" too, and the expected results to the finding.
//
// In a few files the data contradicts itself: they are listed with the reason and the mandatory tests that say so. Such a file
// counts as right only when its own test comes out as wanted and exactly those mandatory tests find something; the score says how
// many of them it holds. A file that no longer contradicts itself has to leave the list.
// The floors are what was reached, each with the reason for the rest: a score below its floor fails. They only rise.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const shared = process.env.TODOKE_SHARED ?? "../shared";
const todoke = join(process.env.B ?? "build", "todoke");
const floors = JSON.parse(readFileSync("test/conformance/csaf-floors.json"));
const work = mkdtempSync(join(tmpdir(), "todoke-csaf-"));
const contradictions = JSON.parse(readFileSync("test/conformance/csaf-contradictions.json"));
let passed = 0, failed = 0, skipped = 0;

function set(name, right, all, remark = "") {
    const floor = floors[name]?.least ?? all;
    const good = right >= floor && all > 0;
    console.log(`${"csaf".padEnd(10)} ${name.padEnd(44)} ${right} of ${all}${right < all ? ` (at least ${floor})` : ""}${remark}${good ? "" : "  FAILED"}`);
    good ? passed++ : failed++;
}

function validate(version, files, more = []) {
    const out = new Map();
    const run = spawnSync(todoke, ["csaf", "validate", "--json", "--version", version, ...more, ...files], { maxBuffer: 1 << 30 });
    for (const line of run.stdout.toString().split("\n").filter(Boolean)) {
        const verdict = JSON.parse(line);
        out.set(verdict.file, verdict);
    }
    return out;
}

// The addresses of the test files that answer and those that do not: what the network would say.
const urls = join(work, "urls");
writeFileSync(urls, "https://example.net yes\nhttps://example.invalid no\nhttps://github.com/oasis-tcs/csaf/not-available no\n");

const sorted = (v) => Array.isArray(v) ? v.map(sorted) : v && typeof v === "object" ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])])) : v;

// Read into the advisory and written again: the same value. Files without a number or dates are no documents to read.
function roundTrip(version, files) {
    const run = spawnSync(todoke, ["convert", "--from", "csaf", "--to", version === "2.0" ? "csaf" : "csaf21", "--json", ...files], { maxBuffer: 1 << 30 });
    let same = 0;
    for (const line of run.stdout.toString().split("\n").filter(Boolean)) {
        const answer = JSON.parse(line);
        const good = answer.valid && JSON.stringify(sorted(answer.document)) === JSON.stringify(sorted(JSON.parse(readFileSync(answer.input))));
        good ? same++ : process.env.CSAF_SHOW && console.log(`csaf: ${answer.input}: ${answer.error?.message ?? "another value"}`);
    }
    set(`CSAF ${version} read and written again`, same, files.length);
}

// The mandatory tests that find something, in their order.
const mandatory = (v) => [...new Set((v?.findings ?? []).map((f) => f.test).filter((t) => /^(6\.1\.|json|schema)/.test(t)))];

function suite(version, folder) {
    const data = join(shared, "data/csaf", folder, "test/validator/data");
    const name = `CSAF ${version} files`;
    if (!existsSync(join(data, "testcases.json"))) {
        console.log(`csaf       ${name.padEnd(44)} skipped: no data/csaf/${folder}`);
        skipped++;
        return;
    }
    const cases = JSON.parse(readFileSync(join(data, "testcases.json"))).tests.flatMap((t) =>
        [...(t.failures ?? []).map((f) => ({ ...f, id: t.id, finds: true })), ...(t.valid ?? []).map((f) => ({ ...f, id: t.id, finds: false }))]);
    const verdicts = validate(version, cases.map((c) => join(data, c.name)), ["--urls", urls]);
    let right = 0, results = 0, resultsRight = 0, contradicting = 0;
    const wrong = [];
    for (const c of cases) {
        const contradiction = contradictions[c.name];
        const v = verdicts.get(join(data, c.name));
        const own = v?.findings.filter((f) => f.test === c.id) ?? [];
        const verdict = contradiction ? v?.valid !== c.valid && String(mandatory(v)) === String(contradiction.fails) : v?.valid === c.valid;
        const good = v && own.length > 0 === c.finds && verdict;
        contradicting += good && contradiction ? 1 : 0;
        good ? right++ : wrong.push(`${c.id} ${c.name.replace(/.*20\d\d-/, "")}: ${c.finds ? "must find" : "must pass"}, valid ${c.valid}; found ${own.length}, valid ${v?.valid}` +
            (v && v.valid !== c.valid ? ` (${[...new Set(v.findings.map((f) => f.test))]})` : ""));
        if (c.result) {
            const expected = JSON.parse(readFileSync(join(data, c.result)));
            const list = ["errors", "warnings", "infos"].flatMap((k) => expected.primary_result[k] ?? []);
            const text = (fs) => JSON.stringify(fs.sort());
            const same = text(list.map((e) => `${e.instance_path} ${e.message}`)) === text(own.map((f) => `${f.pointer} ${f.message}`));
            results++;
            same && v.valid === expected.overall_valid ? resultsRight++ : wrong.push(`result ${c.result}: ${JSON.stringify(own)}`);
        }
    }
    for (const w of wrong.slice(0, Number(process.env.CSAF_SHOW ?? 10))) console.log(`csaf: ${w}`);
    set(name, right, cases.length, contradicting > 0 ? `, ${contradicting} of them against their own claim` : "");
    if (results > 0) set(`CSAF ${version} expected results`, resultsRight, results);
    roundTrip(version, [...verdicts.keys()]);
}

suite("2.0", "csaf_2.0");
suite("2.1", "csaf_2.1");
// Files whose folder says what they are: right when `verdict` agrees.
function folders(name, folder, files, verdict) {
    const root = join(shared, "data/csaf", folder);
    if (!existsSync(root)) {
        console.log(`csaf       ${name.padEnd(44)} skipped: no data/csaf/${folder}`);
        skipped++;
        return;
    }
    let right = 0, all = 0;
    for (const kind of ["valid", "invalid"]) {
        for (const file of files(join(root, kind))) {
            all++;
            const good = verdict(file) === (kind === "valid");
            good ? right++ : console.log(`csaf: ${file}: must be ${kind}`);
        }
    }
    set(name, right, all);
}
const listed = (dir) => readdirSync(dir).map((f) => join(dir, f));
for (const version of ["2.0", "2.1"])
    folders(`CSAF ${version} file names`, `csaf_${version}/test/filenames/data`, listed, (file) =>
        spawnSync(todoke, ["csaf", "name", file]).status === 0);
folders("CSAF 2.1 CPE names", "csaf_2.1/test/cpe/data",
    (dir) => readFileSync(join(dir, "cpe.txt"), "utf8").split("\n").filter(Boolean),
    (cpe) => {
        const file = join(work, "cpe.json");
        writeFileSync(file, JSON.stringify({ product_tree: { full_product_names: [{ name: "x", product_id: "x", product_identification_helper: { cpe } }] } }));
        return !validate("2.1", [file], ["--tests", "schema"]).get(file).findings.some((f) => f.pointer.endsWith("/cpe"));
    });
folders("CSAF 2.1 extension schemas and metadata", "csaf_2.1/test/extension/data", (dir) => listed(dir).flatMap(listed), (file) =>
    spawnSync(todoke, ["csaf", "validate", "--tests", "schema", file]).status === 0);

rmSync(work, { recursive: true });
console.log(`csaf: ${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 ? 1 : 0);
