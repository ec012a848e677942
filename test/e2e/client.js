// test/e2e/client.js — speaks to portal and desk over HTTP as other programs do: the interface with a token, forms with
// a cookie. Each finder and each person has an address of loopback of its own, because the programs count by address.

import { randomBytes } from "node:crypto";
import http from "node:http";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

// 128 random bits in 26 characters, as the program writes identifiers.
export function newId() {
    let bits = BigInt(`0x${randomBytes(16).toString("hex")}`) << 2n;
    let text = "";
    for (let i = 0; i < 26; i++, bits >>= 5n) text = ALPHABET[Number(bits & 31n)] + text;
    return text;
}

export function request(url, { method = "GET", headers = {}, body, address } = {}) {
    return new Promise((done, fail) => {
        const bytes = body === undefined ? undefined : Buffer.from(body);
        const length =
            bytes && headers["Content-Length"] === undefined
                ? { "Content-Length": bytes.length }
                : {};
        const options = {
            method,
            headers: { ...length, ...headers },
            localAddress: address,
            agent: false,
        };
        const req = http.request(url, options, (res) => {
            const parts = [];
            res.on("data", (part) => parts.push(part));
            res.on("error", fail);
            res.on("end", () => {
                const whole = Buffer.concat(parts);
                done({
                    status: res.statusCode,
                    headers: res.headers,
                    bytes: whole,
                    text: whole.toString("utf8"),
                });
            });
        });
        req.setTimeout(30000, () => req.destroy(new Error(`no answer from ${url}`)));
        req.on("error", fail);
        req.end(bytes);
    });
}

// Body of a multipart form. Values are texts, or { name, type, bytes } for files.
export function multipart(fields) {
    const boundary = `todoke${randomBytes(12).toString("hex")}`;
    const parts = [];
    for (const [name, value] of Object.entries(fields)) {
        const file = typeof value === "object";
        const head = file ? `; filename="${value.name}"\r\nContent-Type: ${value.type}` : "";
        parts.push(
            Buffer.from(
                `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${head}\r\n\r\n`,
            ),
        );
        parts.push(Buffer.from(file ? value.bytes : String(value)), Buffer.from("\r\n"));
    }
    parts.push(Buffer.from(`--${boundary}--\r\n`));
    return { type: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(parts) };
}

// The interface of the desk under one person's token.
export class Api {
    constructor(server, login, role, address) {
        Object.assign(this, { server, login, role, address, token: server.token(login, role) });
    }

    send(method, path, { body, code, headers = {}, lang = "ja" } = {}) {
        const all = { Authorization: `Bearer ${this.token}`, "Accept-Language": lang, ...headers };
        if (body !== undefined) all["Content-Type"] = "application/json";
        if (code) all["Todoke-Code"] = code;
        return request(this.server.desk + path, {
            method,
            headers: all,
            body,
            address: this.address,
        });
    }

    // As `send`, and as a program should: told that it asks too fast, it waits as long as it is told
    // to. One person plays a hundred cases within a minute here.
    async sendPatiently(method, path, options) {
        for (;;) {
            const answer = await this.send(method, path, options);
            const seconds = Number(answer.headers["retry-after"]);
            if (answer.status !== 429 || !(seconds > 0 && seconds <= 60)) return answer;
            await new Promise((done) => setTimeout(done, seconds * 1000));
        }
    }

    async get(path) {
        const answer = await this.sendPatiently("GET", path);
        if (answer.status !== 200)
            throw new Error(`GET ${path} as ${this.login}: ${answer.status} ${answer.text}`);
        return JSON.parse(answer.text);
    }

    // A step that needs two persons: this one sends it, a colleague confirms what waits.
    async commandOfTwo(subject, name, fields, { secret, second, secondSecret } = {}) {
        const sent = await this.command(subject, name, fields, { secret });
        if (!sent.step) throw new Error(`${name} as ${this.login} did not wait for a second person`);
        return second.command(subject, "confirm_step", { step: sent.step }, { secret: secondSecret });
    }

    // Sends a command and expects it to be done; `secret` is the second factor where the step asks for it.
    async command(subject, name, fields, { secret } = {}) {
        const code = secret ? this.server.code(secret) : undefined;
        const headers = { "Idempotency-Key": newId() };
        const answer = await this.sendPatiently("POST", `/api/v1/${subject}/commands/${name}`, {
            body: JSON.stringify(fields),
            code,
            headers,
        });
        if (answer.status !== 200 && answer.status !== 201) {
            throw new Error(`${name} as ${this.login}: ${answer.status} ${answer.text}`);
        }
        return JSON.parse(answer.text);
    }
}

const unescape = (text) =>
    text.replace(
        /&(lt|gt|quot|#39|amp);/g,
        (_, n) => ({ lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" })[n],
    );

// Pages of the desk with a session: cookies, and the token that each form carries.
export class Session {
    constructor(server, address) {
        Object.assign(this, { server, address, cookies: new Map(), page: "" });
    }

    async #send(path, options = {}) {
        const headers = {
            Cookie: [...this.cookies].map(([n, v]) => `${n}=${v}`).join("; "),
            "Accept-Language": "ja",
            ...options.headers,
        };
        const answer = await request(this.server.desk + path, {
            ...options,
            headers,
            address: this.address,
        });
        for (const line of answer.headers["set-cookie"] ?? []) {
            const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
            this.cookies.set(name, value);
        }
        const next = answer.headers.location;
        if (answer.status === 303 || answer.status === 302) {
            const { pathname, search } = new URL(next, this.server.desk);
            return this.#send(pathname + search);
        }
        this.page = answer.text;
        return answer;
    }

    get(path) {
        return this.#send(path);
    }

    post(path, fields) {
        const token = this.page.match(/name="_token" value="([^"]*)"/)?.[1] ?? "";
        const body = new URLSearchParams({ _token: unescape(token), ...fields }).toString();
        const headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            Origin: this.server.desk,
        };
        return this.#send(path, { method: "POST", headers, body });
    }

    async signIn({ login, password, secret }) {
        await this.get("/sign-in");
        await this.post("/sign-in", { login, password });
        const answer = await this.post("/sign-in/code", { _code: this.server.code(secret) });
        if (answer.status !== 200) throw new Error(`sign-in of ${login}: ${answer.status}`);
    }
}
