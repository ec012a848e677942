// test/e2e/hostile.js — what nobody should send, to every command of the interface: each answer is a problem document
// with a stable code and a sentence in the caller's language, and nothing changes. The list of commands and fields is the
// program's own description of its interface; a command that is added there is tried here without a line more.

import { connect } from "node:net";
import { Api, newId } from "./client.js";

const TEN_GB = 10 * 1024 ** 3;
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;

// One fault each. `value` gives a wrong value for a field's schema, or nothing when the field cannot be wrong that way.
const FAULTS = [
    {
        name: "overlong",
        codes: ["field_too_long", "malformed"],
        value: (s) =>
            s.type === "string" && s.maxLength ? "あ".repeat(s.maxLength + 1) : undefined,
    },
    {
        name: "wrong choice",
        codes: ["field_not_a_choice"],
        value: (s) => (s.enum ? "no-such-choice" : undefined),
    },
    {
        name: "malformed",
        codes: [
            "field_malformed",
            "field_no_zone",
            "field_not_a_choice",
            "advisory_malformed",
            "field_unknown",
        ],
        value: (s) =>
            ["uri", "email", "date-time", "date", "todoke-id"].includes(s.format)
                ? "not one"
                : s.type === "boolean"
                  ? "perhaps"
                  : undefined,
    },
    {
        name: "object for a text",
        codes: ["field_unknown", "field_missing"],
        value: (s) => (s.type === "string" ? { deep: { deeper: "x" } } : undefined),
    },
    {
        name: "control character",
        codes: ["field_encoding"],
        value: (s) => (s.type === "string" && s.maxLength ? "a\u0007b" : undefined),
    },
];

async function stateOf(staff, play) {
    const parts = [];
    for (const api of [staff.reception, staff.coordinator, play.developer]) {
        parts.push((await api.send("GET", "/api/v1/work?ended=1")).text);
        parts.push(
            (await api.send("GET", `/api/v1/cases/${play.case}`)).text,
            (await api.send("GET", `/api/v1/reports/${play.report}`)).text,
        );
    }
    return parts.concat(staff.server.health().events).join("\n");
}

function isProblem(tally, what, answer, lang, codes) {
    let body = {};
    try {
        body = JSON.parse(answer.text);
    } catch {
        return tally.check(what, false, `${answer.status} ${answer.text.slice(0, 200)}`);
    }
    const faults = [];
    if (answer.headers["content-type"] !== "application/problem+json")
        faults.push(`type ${answer.headers["content-type"]}`);
    if (answer.status < 400 || answer.status !== body.status)
        faults.push(`status ${answer.status}, ${body.status}`);
    if (!/^[a-z][a-z0-9_-]+$/.test(body.code ?? "") || (codes && !codes.includes(body.code)))
        faults.push(`code ${body.code}`);
    if (body.detail === undefined || JAPANESE.test(body.detail) !== (lang === "ja"))
        faults.push(`sentence ${body.detail}`);
    return tally.check(
        what,
        faults.length === 0,
        `${faults.join("; ")}: ${answer.text.slice(0, 300)}`,
    );
}

// The programs count requests by address: every command is tried from one of its own.
let stages = 0;
function elsewhere(api) {
    const address = `127.8.${Math.floor(stages / 200)}.${(stages++ % 200) + 1}`;
    return Object.assign(Object.create(Api.prototype), api, { address });
}

// Who may give the command, and about what.
function stageOf(staff, play, path) {
    const folder = path.split("/")[3];
    const name = path.split("/").at(-1);
    const api =
        { parties: staff.admin, persons: staff.admin, reports: staff.reception }[folder] ??
        (["open_detail", "report_result"].includes(name) ? play.developer : staff.coordinator);
    const id = { reports: play.report, cases: play.case, persons: newId() }[folder] ?? play.case;
    return { api: elsewhere(api), path: path.replace("{id}", id), name };
}

async function faultsOfFields(staff, play, tally, path, operation) {
    const stage = stageOf(staff, play, path);
    const schema = operation.requestBody.content["application/json"].schema;
    const send = (body, lang) => stage.api.send("POST", stage.path, { body, lang });
    for (const lang of ["ja", "en"]) {
        isProblem(
            tally,
            `${stage.name}: unknown field, ${lang}`,
            await send('{"no_such_field":"x"}', lang),
            lang,
            ["field_unknown", "field_missing"],
        );
        // What must be ticked is the law's to ask for; every other field that must be there is missing.
        const typed = schema.required.filter(
            (field) => schema.properties[field].type !== "boolean",
        );
        if (schema.required.length > 0)
            isProblem(
                tally,
                `${stage.name}: empty, ${lang}`,
                await send("{}", lang),
                lang,
                typed.length > 0 ? ["field_missing"] : undefined,
            );
        for (const [field, kind] of Object.entries(schema.properties)) {
            for (const fault of FAULTS) {
                const value = fault.value(kind);
                if (value === undefined) continue;
                isProblem(
                    tally,
                    `${stage.name}.${field}: ${fault.name}, ${lang}`,
                    await send(JSON.stringify({ [field]: value }), lang),
                    lang,
                    [...fault.codes, "field_missing"],
                );
            }
        }
    }
    const broken = Buffer.concat([
        Buffer.from('{"x":"'),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('"}'),
    ]);
    isProblem(tally, `${stage.name}: invalid UTF-8`, await send(broken, "en"), "en", [
        "json",
        "malformed",
        "encoding",
    ]);
    for (const [what, body] of [
        ["half a text", '{"a":'],
        ["an array", "[]"],
        ["twice the same", '{"a":"1","a":"2"}'],
        ["deep", "[".repeat(100000)],
    ]) {
        isProblem(tally, `${stage.name}: ${what}`, await send(body, "en"), "en", [
            "json",
            "malformed",
        ]);
    }
}

// proves CON-08: what is not open to somebody and what does not exist give the same bytes.
async function foreignEqualsUnknown(staff, play, tally, stranger) {
    const unknown = newId();
    const shape = (answer, id) =>
        JSON.stringify([
            answer.status,
            Object.entries(answer.headers).filter(([n]) => n !== "date"),
            answer.text.replaceAll(id, "ID"),
        ]);
    const calls = [
        (id) => stranger.send("GET", `/api/v1/cases/${id}`),
        (id) => stranger.send("GET", `/api/v1/advisories/${id}`),
        (id) => stranger.send("GET", `/api/v1/reports/${id}`),
        (id) =>
            stranger.send("POST", `/api/v1/cases/${id}/commands/report_result`, {
                body: '{"applicable":"no"}',
            }),
        (id) =>
            stranger.send("POST", `/api/v1/cases/${id}/commands/write_advisory`, {
                body: '{"doc":{}}',
            }),
        (id) => staff.admin.send("GET", `/api/v1/cases/${id}`),
    ];
    for (const [i, call] of calls.entries()) {
        for (const known of [play.case, play.report]) {
            tally.equal(
                `foreign equals unknown, call ${i + 1}`,
                shape(await call(known), known),
                shape(await call(unknown), unknown),
            );
        }
    }
}

// A body of 10 GB that is only announced: the answer comes before the body.
function announceHugeBody(server, api, path) {
    const { hostname, port } = new URL(server.desk);
    return new Promise((done, fail) => {
        const socket = connect({ host: hostname, port, localAddress: api.address });
        let text = "";
        const end = () => {
            const [head, body] = text.split("\r\n\r\n");
            const headers = Object.fromEntries(
                head
                    .split("\r\n")
                    .slice(1)
                    .map((l) => [l.split(": ")[0].toLowerCase(), l.split(": ")[1]]),
            );
            done({ status: Number(text.slice(9, 12)), headers, text: body ?? "" });
        };
        socket.setTimeout(10000, () => socket.destroy(new Error("no answer to a huge body")));
        socket.on("error", (error) => (text ? end() : fail(error)));
        socket.on("close", end);
        socket.on("data", (bytes) => {
            text += bytes;
            if (text.includes("}\n")) socket.destroy();
        });
        socket.write(
            `POST ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${api.token}\r\nAccept-Language: en\r\n` +
                `Content-Type: application/json\r\nContent-Length: ${TEN_GB}\r\nConnection: close\r\n\r\n{`,
        );
    });
}

async function requestsThemselves(staff, play, tally) {
    const { server, coordinator: api } = staff;
    const path = `/api/v1/cases/${play.case}/commands/set_date`;
    for (const lang of ["ja", "en"]) {
        isProblem(
            tally,
            `unknown command, ${lang}`,
            await api.send("POST", `/api/v1/cases/${play.case}/commands/explode`, {
                body: "{}",
                lang,
            }),
            lang,
            ["unknown_command"],
        );
        isProblem(
            tally,
            `internal command, ${lang}`,
            await api.send("POST", `/api/v1/cases/${play.case}/commands/release_advisory`, {
                body: "{}",
                lang,
            }),
            lang,
            ["unknown_command"],
        );
        isProblem(
            tally,
            `unknown address, ${lang}`,
            await api.send("GET", "/api/v1/no/such/address", { lang }),
            lang,
            ["not-found"],
        );
        const dead = Object.assign(Object.create(Api.prototype), api, { token: "a".repeat(52) });
        isProblem(
            tally,
            `a token that is none, ${lang}`,
            await dead.send("POST", path, { body: "{}", lang }),
            lang,
        );
        const grant = (code) =>
            staff.admin.send("POST", `/api/v1/persons/${play.person}/commands/grant_role`, {
                body: JSON.stringify({ party: play.party, role: "developer" }),
                code,
                lang,
            });
        isProblem(tally, `no second factor, ${lang}`, await grant(), lang, ["step_up"]);
        isProblem(tally, `a wrong code, ${lang}`, await grant("000000"), lang, ["code"]);
    }
    isProblem(tally, "10 GB announced", await announceHugeBody(server, api, path), "en");
    isProblem(
        tally,
        "another type of body",
        await api.send("POST", path, {
            body: "at=x",
            headers: { "Content-Type": "text/plain" },
            lang: "en",
        }),
        "en",
    );
    isProblem(
        tally,
        "a key of another form",
        await api.send("POST", path, {
            body: JSON.stringify({ at: play.date }),
            headers: { "Idempotency-Key": "1" },
            lang: "en",
        }),
        "en",
        ["idempotency-key"],
    );
}

// Who asks too often is told so, in the form that a program reads.
async function tooManyRequests(staff, tally) {
    const eager = Object.assign(Object.create(Api.prototype), staff.coordinator, {
        address: "127.6.6.6",
    });
    let answer;
    for (let i = 0; i < 2000 && answer?.status !== 429; i++) {
        answer = await eager.send("GET", "/api/v1/work", { lang: "en" });
    }
    isProblem(tally, "too many requests", answer, "en", ["too-many-requests"]);
    tally.check("… and how long to wait", Number(answer.headers["retry-after"]) > 0);
}

// An older sight is refused; the same submission is answered, not repeated.
async function staleAndRepeated(staff, play, tally) {
    const { reception, server } = staff;
    const subject = `/api/v1/reports/${play.report}`;
    const message = (text, headers) =>
        reception.send("POST", `${subject}/commands/message_finder`, {
            body: JSON.stringify({ text }),
            headers,
            lang: "en",
        });
    const { etag } = (await reception.send("GET", subject)).headers;
    const key = newId();
    const first = await message("（演習）一通目", { "Idempotency-Key": key, "If-Match": etag });
    tally.equal("the present sight is taken", first.status, 200);
    const colleague = new Api(server, "reception2", "reception", "127.1.0.8");
    const { events } = server.health();
    isProblem(tally, "a stale sight", await message("（演習）二通目", { "If-Match": etag }), "en", [
        "stale",
    ]);
    const again = await message("（演習）一通目", { "Idempotency-Key": key });
    tally.equal(
        "a repeated submission is answered",
        [again.status, JSON.parse(again.text).repeated],
        [200, true],
    );
    isProblem(
        tally,
        "a submission with other content",
        await message("（演習）別の文", { "Idempotency-Key": key }),
        "en",
        ["submission_reused"],
    );
    const stolen = await colleague.send("POST", `${subject}/commands/message_finder`, {
        body: '{"text":"x"}',
        headers: { "Idempotency-Key": key },
        lang: "en",
    });
    isProblem(tally, "a submission of somebody else", stolen, "en", ["submission_reused"]);
    tally.equal("none of them wrote an event", server.health().events, events);
    const view = await reception.get(subject);
    tally.equal("one message stands there", view.messages.length, 1);
}

// `play` has just been published.
export async function playHostile(staff, play, tally) {
    const stranger = new Api(staff.server, "taro", "developer", "127.1.0.9");
    tally.row("hostile requests");
    const before = await stateOf(staff, play);
    const openapi = JSON.parse(
        (await staff.coordinator.send("GET", "/api/v1/openapi.json", { lang: "en" })).text,
    );
    const commands = Object.entries(openapi.paths).filter(([path]) => path.includes("/commands/"));
    tally.check(
        "the interface describes its commands",
        commands.length >= 15,
        `${commands.length}`,
    );
    for (const [path, { post }] of commands) await faultsOfFields(staff, play, tally, path, post);
    await requestsThemselves(staff, play, tally);
    await foreignEqualsUnknown(staff, play, tally, stranger);
    await tooManyRequests(staff, tally);
    tally.equal("nothing changed", await stateOf(staff, play), before);
    await staleAndRepeated(staff, play, tally);
}
