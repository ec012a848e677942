// test/conformance/cve_written.mjs — CVE records that the program makes anew are valid against the CVE schema: real records are
// read into the core, and from the core new records are written. Needs the schema and the records below $TODOKE_SHARED, and the
// program zstd.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const shared = process.env.TODOKE_SHARED || "../shared";
const program = resolve(process.env.B || "build", "todoke");
const schema = join(shared, "data/cve/CVE_JSON_bundled_5.1.1.json");
const sets = [
    ["jpcert-cna.jsonl, from the core anew", "data/jvn-advisories/jpcert-cna.jsonl", 0],
    ["cve-sample.jsonl.zst, from the core anew", "data/cve/cve-sample.jsonl.zst", 12],
];
const big = { maxBuffer: 1 << 30 };
const count = { passed: 0, failed: 0, skipped: 0 };
const row = (set, text) => console.log(`${"cve".padEnd(10)} ${set.padEnd(44)} ${text}`);

function todoke(input, ...args) {
    try {
        return execFileSync(program, ["convert", ...args], { ...big, input, stdio: ["pipe", "pipe", "ignore"] });
    } catch (e) {
        return e.stdout; // rejected records have no advisory: the lines that are missing are counted
    }
}

function validator() {
    const require = createRequire(import.meta.url);
    const Ajv = require("ajv").default;
    const ajv = new Ajv({ strict: false });
    require("ajv-formats").default(ajv);
    return ajv.compile(JSON.parse(readFileSync(schema)));
}

function run(set, file, rejected) {
    const path = join(shared, file);
    if (!existsSync(path) || !existsSync(schema)) {
        count.skipped++;
        return row(set, `skipped: no ${file}`);
    }
    const valid = validator();
    const records = path.endsWith(".zst") ? execFileSync("zstd", ["-dcq", path], big) : readFileSync(path);
    const wanted = records.toString().trim().split("\n").length - rejected;
    const core = todoke(records, "--from", "cve", "--to", "core");
    const made = todoke(core, "--from", "core", "--to", "cve", "--org", "00000000-0000-4000-8000-000000000000",
        "--url", "https://notes.example.jp/");
    const lines = made.toString().trim().split("\n");
    let right = 0;
    for (const line of lines) {
        if (valid(JSON.parse(line))) right++;
        else console.log(`cve: ${JSON.stringify(valid.errors[0])}`);
    }
    const all = right === wanted && lines.length === wanted;
    count[all ? "passed" : "failed"]++;
    row(set, `${right} of ${wanted}${all ? "" : "  FAILED"}`);
}

for (const set of sets) run(...set);
console.log(`cve written: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exit(count.failed ? 1 : 0);
