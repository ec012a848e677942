// test/conformance/foreign_written.mjs — OSV, OpenVEX, CycloneDX and STIX that the program writes: generated publications and real CVE
// records, each fits its schema. CycloneDX: the official schema, from the npm package; the others: schemas written by hand from the
// texts of the specifications (test/conformance/schemas). Beside the schema, what no schema says: references inside a document lead
// somewhere, and each publication is written or refused for the reason that is known. A spoilt document must not fit.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";

const shared = process.env.TODOKE_SHARED || "../shared";
const build = resolve(process.env.B || "build");
const GENERATED = "400";
const big = { maxBuffer: 1 << 30 };
const count = { passed: 0, failed: 0, skipped: 0 };
const row = (set, text) => console.log(`${"foreign".padEnd(10)} ${set.padEnd(44)} ${text}`);
const cyclonedx = "node_modules/@cyclonedx/cyclonedx-library/res/schema";
const require = createRequire(import.meta.url);
const json = (path) => JSON.parse(readFileSync(path));

if (!existsSync("node_modules/ajv")) {
    row("written documents", "skipped: npm packages are not installed");
    console.log("foreign written: 0 passed, 0 failed, 1 skipped");
    process.exit(0);
}

function compile(Ajv, schema, others = []) {
    const ajv = new Ajv({ strict: false, allErrors: true });
    require("ajv-formats").default(ajv);
    for (const name of ["iri-reference", "idn-email"]) ajv.addFormat(name, true);
    for (const other of others) ajv.addSchema({ ...json(other), $id: `http://cyclonedx.org/schema/${basename(other)}` });
    return ajv.compile(json(schema));
}
const Draft7 = require("ajv").default;
const Draft2020 = require("ajv/dist/2020.js").default;
const own = (name) => compile(Draft2020, `test/conformance/schemas/${name}.json`);

// Every name that is used is defined, every name is defined once.
function bomRefs(doc) {
    const refs = new Set(doc.components.map((c) => c["bom-ref"]));
    return refs.size === doc.components.length && doc.vulnerabilities.every((v) => v.affects.every((a) => refs.has(a.ref)));
}
function stixRefs(doc) {
    const ids = new Set(doc.objects.map((o) => o.id));
    const used = (o) => [o.created_by_ref, o.object_ref, o.source_ref, o.target_ref, ...(o.object_marking_refs ?? [])].filter(Boolean);
    return ids.size === doc.objects.length && doc.objects.every((o) => used(o).every((id) => ids.has(id)));
}

// A range opens before it closes, and is not empty.
function osvRanges(doc) {
    const good = ({ events: [first, last] }) => first.introduced && last?.fixed !== first.introduced && (!last || !last.introduced);
    return doc.affected.every((a) => (a.ranges ?? []).every(good));
}

const formats = [
    { name: "osv", fits: own("osv"), also: (d) => !(d.aliases.length > 0 && d.upstream) && osvRanges(d), spoil: (d) => delete d.modified, refusal: "ecosystem of OSV" },
    { name: "openvex", fits: own("openvex"), also: () => true, spoil: (d) => delete d.statements[0].action_statement, refusal: "no product can be named" },
    { name: "stix", fits: own("stix"), also: stixRefs, spoil: (d) => { d.objects[1].name = ""; } },
];
if (existsSync(join(cyclonedx, "bom-1.6.SNAPSHOT.schema.json"))) {
    const part = (name) => join(cyclonedx, name);
    formats.push({
        name: "cyclonedx", fits: compile(Draft7, part("bom-1.6.SNAPSHOT.schema.json"), [part("spdx.SNAPSHOT.schema.json"), part("jsf-0.82.SNAPSHOT.schema.json")]),
        also: bomRefs, spoil: (d) => { d.vulnerabilities[0].analysis = { state: "unheard of" }; },
    });
} else {
    row("CycloneDX", "skipped: npm packages are not installed");
    count.skipped++;
}

function run(set, format, from, input) {
    const args = ["convert", "--from", from, "--to", format.name, "--publisher", "Example Coordination Center", "--url", "https://notes.example.jp"];
    const made = spawnSync(join(build, "todoke"), args, { ...big, input });
    const documents = made.stdout.toString().split("\n").filter(Boolean).map((l) => JSON.parse(l));
    const refused = made.stderr.toString().split("\n").filter(Boolean);
    const wanted = input.toString().trim().split("\n").length;
    const strange = refused.filter((l) => !format.refusal || !l.includes(format.refusal));
    let right = 0;
    for (const d of documents) {
        if (format.fits(d) && format.also(d)) right++;
        else console.log(`foreign: ${format.name}: ${JSON.stringify(format.fits.errors?.[0] ?? "a reference leads nowhere").slice(0, 300)}`);
    }
    if (documents.length > 0) {
        format.spoil(documents[0]);
        if (format.fits(documents[0])) strange.push("the schema takes a spoilt document");
    }
    for (const l of strange.slice(0, 3)) console.log(`foreign: ${format.name}: ${l}`);
    const good = right === documents.length && strange.length === 0 && right + refused.length === wanted && (right > 0 || format.name === "osv");
    row(set, `${right} of ${documents.length}${refused.length > 0 ? `, ${refused.length} have no place there` : ""}${good ? "" : "  FAILED"}`);
    count[good ? "passed" : "failed"]++;
}

const generated = execFileSync(join(build, "test/conformance/csaf_core"), ["--publications", GENERATED], big);
const records = join(shared, "data/jvn-advisories/jpcert-cna.jsonl");
for (const format of formats) {
    run(`${format.name} written, generated`, format, "core", generated);
    if (existsSync(records)) run(`${format.name} written of real advisories`, format, "cve", readFileSync(records));
    else {
        row(`${format.name} written of real advisories`, "skipped: no data/jvn-advisories");
        count.skipped++;
    }
}
console.log(`foreign written: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exit(count.failed ? 1 : 0);
