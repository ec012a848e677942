// test/conformance/csaf_written.mjs — every CSAF document that the program writes, judged by @secvisogram/csaf-validator-lib:
// the schema, the mandatory and the recommended (2.0: optional) tests, no error and no warning.
//
// Generated publications in every form, language and category that they fill; real CVE records as CSAF (data below
// $TODOKE_SHARED); the golden documents. For 2.1 the library has faults of its own: csaf-library-faults.json lists them with the
// reason. A fault that no longer shows has to leave the list.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const shared = process.env.TODOKE_SHARED || "../shared";
const build = resolve(process.env.B || "build");
const big = { maxBuffer: 1 << 30 };
const GENERATED = "150";
const count = { passed: 0, failed: 0, skipped: 0 };
const row = (set, text) => console.log(`${"csaf".padEnd(10)} ${set.padEnd(44)} ${text}`);
const faults = JSON.parse(readFileSync("test/conformance/csaf-library-faults.json"));
const lib = resolve("node_modules/@secvisogram/csaf-validator-lib");

if (!existsSync(lib)) {
    row("written documents in csaf-validator-lib", "skipped: npm packages are not installed");
    console.log("csaf written: 0 passed, 0 failed, 1 skipped");
    process.exit(0);
}

async function load(folder, names) {
    const modules = await Promise.all(names.map((n) => import(join(lib, folder, `${n}.js`))));
    return modules.flatMap((m) => Object.entries(m)).map(([name, run]) => [name.replace(/^[a-zA-Z]*Test_?/, "").replaceAll("_", ".") || name, run]);
}
const tests = {
    "2.0": await load("", ["schemaTests", "mandatoryTests", "optionalTests"]),
    "2.1": await load("csaf_2_1", ["schemaTests", "mandatoryTests", "recommendedTests"]),
};

// What is at the pointer, to say which properties a fault is about.
const at = (doc, pointer) => pointer.split("/").slice(1).reduce((v, k) => v?.[k], doc);

function isFault(version, test, finding, doc) {
    return faults.find((f) => {
        if (f.version !== version || f.test !== test || !new RegExp(f.pointer).test(finding.instancePath)) return false;
        if (f.category && !new RegExp(f.category).test(doc.document.category)) return false;
        if (f.property && !f.property.split("|").some((p) => at(doc, finding.instancePath)?.[p] !== undefined)) return false;
        if (f.value && !new RegExp(f.value).test(at(doc, finding.instancePath))) return false;
        return (f.seen = true);
    });
}

async function judge(set, lines) {
    let right = 0, known = 0;
    for (const line of lines) {
        const doc = JSON.parse(line);
        const version = doc.document.csaf_version;
        const wrong = [];
        for (const [test, run] of tests[version]) {
            const result = await run(doc);
            for (const finding of [...(result.errors ?? []), ...(result.warnings ?? [])])
                isFault(version, test, finding, doc) ? known++ : wrong.push(`${test} ${finding.instancePath}: ${finding.message}`);
        }
        wrong.length === 0 ? right++ : console.log(`csaf: ${doc.document.tracking.id} ${doc.document.category}: ${wrong[0]}`);
    }
    const good = right === lines.length && right > 0;
    row(set, `${right} of ${lines.length}${known > 0 ? `, ${known} findings are the library's own faults` : ""}${good ? "" : "  FAILED"}`);
    count[good ? "passed" : "failed"]++;
}

const lines = (text) => text.toString().split("\n").filter(Boolean);
const generated = lines(execFileSync(join(build, "test/conformance/csaf_core"), ["--documents", GENERATED], big));
for (const version of ["2.0", "2.1"])
    await judge(`CSAF ${version} written, generated`, generated.filter((l) => l.includes(`"csaf_version":"${version}"`)));

const records = join(shared, "data/jvn-advisories/jpcert-cna.jsonl");
for (const [version, format] of [["2.0", "csaf"], ["2.1", "csaf21"]]) {
    if (!existsSync(records)) {
        row(`CSAF ${version} written of real advisories`, "skipped: no data/jvn-advisories");
        count.skipped++;
        continue;
    }
    const args = ["convert", "--from", "cve", "--to", format, "--publisher", "Example Coordination Center", "--url", "https://notes.example.jp", records];
    await judge(`CSAF ${version} written of real advisories`, lines(execFileSync(join(build, "todoke"), args, big)));
}
const golden = readdirSync("test/golden").filter((f) => /^jvn\d.*\.json$/.test(f));
await judge("CSAF golden documents", golden.map((f) => readFileSync(join("test/golden", f))));

for (const f of faults.filter((f) => !f.seen)) {
    console.log(`csaf: the fault ${f.test} ${f.pointer} does not show: it has to leave csaf-library-faults.json`);
    count.failed++;
}
console.log(`csaf written: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exit(count.failed ? 1 : 0);
