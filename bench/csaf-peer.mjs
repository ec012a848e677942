// bench/csaf-peer.mjs — what bench/engine_csaf.c is measured against: csaf-validator-lib's basic preset.
//
//   node csaf-peer.mjs write DIR     writes generated CSAF 2.0 advisories of 8 to 110 KiB, always the same ones
//   node csaf-peer.mjs measure DIR   prints the seconds of computing that the library takes for all of them, bytes to
//                                    findings, one line a round
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [verb, dir] = process.argv.slice(2);
const DOCUMENTS = 40;
const ROUNDS = 7;
const WARM = 10;

function advisory(n) {
    const id = `EXAMPLE-1900-${String(n).padStart(4, "0")}`;
    const products = 6 + n;
    const date = "1900-01-02T00:00:00.000Z";
    const version = (p) => ({
        category: "product_version",
        name: `${p}.${n}.0`,
        product: { name: `Example Product ${n} ${p}.${n}.0`, product_id: `CSAFPID-${String(p).padStart(4, "0")}`,
            product_identification_helper: { cpe: `cpe:2.3:a:example:product_${n}:${p}.${n}.0:*:*:*:*:*:*:*` } },
    });
    const ids = [...Array(products).keys()].map((p) => `CSAFPID-${String(p).padStart(4, "0")}`);
    const half = products >> 1;
    const vulnerability = (v) => ({
        cve: `CVE-1900-${String(1000 + v)}`,
        cwe: { id: "CWE-79", name: "Improper Neutralization of Input During Web Page Generation ('Cross-site Scripting')" },
        notes: [{ category: "description", text: "A crafted request makes the product show a script of the attacker to other users. ".repeat(3) }],
        product_status: { fixed: ids.slice(half), known_affected: ids.slice(0, half) },
        references: [{ category: "external", summary: "Note of the vendor", url: `https://vendor.example/notes/${n}/${v}` }],
        remediations: [{ category: "vendor_fix", details: "Update to the version that the vendor names as fixed.", product_ids: ids.slice(0, half) }],
        scores: [{ cvss_v3: { baseScore: 6.1, baseSeverity: "MEDIUM", vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", version: "3.1" }, products: ids.slice(0, half) }],
        title: `Cross-site scripting in part ${v}`,
    });
    return {
        document: {
            category: "csaf_security_advisory", csaf_version: "2.0",
            distribution: { tlp: { label: "WHITE", url: "https://www.first.org/tlp/" } }, lang: "en",
            notes: [{ category: "summary", text: "Several versions of the product do not neutralize what users enter.", title: "Summary" }],
            publisher: { category: "coordinator", name: "Example Coordinator", namespace: "https://coordinator.example" },
            references: [{ category: "self", summary: "This document", url: `https://coordinator.example/csaf/1900/${id.toLowerCase()}.json` }],
            title: `Example Product ${n}: cross-site scripting`,
            tracking: { current_release_date: date, id, initial_release_date: date,
                revision_history: [{ date, number: "1", summary: "First release" }], status: "final", version: "1" },
        },
        product_tree: { branches: [{ category: "vendor", name: "Example Vendor",
            branches: [{ category: "product_name", name: `Example Product ${n}`, branches: ids.map((_, p) => version(p)) }] }] },
        vulnerabilities: [...Array(5 + (n >> 1)).keys()].map(vulnerability),
    };
}

if (verb === "write") {
    for (let n = 1; n <= DOCUMENTS; n++)
        writeFileSync(join(dir, `${n}.json`), JSON.stringify(advisory(n), null, 2));
} else {
    const { default: validate } = await import("@secvisogram/csaf-validator-lib/validate.js");
    const basic = await import("@secvisogram/csaf-validator-lib/basic.js");
    const texts = readdirSync(dir).filter((f) => f.endsWith(".json")).map((f) => readFileSync(join(dir, f)));
    for (let round = -WARM; round < ROUNDS; round++) {
        const from = process.cpuUsage();
        for (const text of texts) {
            const result = await validate(Object.values(basic), JSON.parse(text));
            if (!result.isValid) throw new Error("the library finds a generated advisory invalid");
        }
        const used = process.cpuUsage(from);
        if (round >= 0) console.log((used.user + used.system) / 1e6);
    }
}
