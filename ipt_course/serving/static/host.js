// The page's side of a kernel: mounts the course's anywidgets as they arrive and carries their messages.
// Only widgets that bring their own front end and first state are shown live; a core ipywidget would need
// JupyterLab's scripts and appears as its text instead.

const page = () => JSON.parse(document.getElementById("ipt-page").textContent);
const models = new Map();

class Model {
  constructor(id, first) {
    this.id = id;
    this.values = { card: first.card, state: first.state };
    this.listeners = new Map();
  }
  get(name) { return this.values[name]; }
  set(name, value) { this.update({ [name]: value }); }
  save_changes() {}
  send(content) { link.send(this.id, { nonce: crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now(), ...content }); }
  on(event, listener) { (this.listeners.get(event) ?? this.listeners.set(event, new Set()).get(event)).add(listener); }
  off(event, listener) { this.listeners.get(event)?.delete(listener); }
  emit(event, ...args) { for (const listener of [...(this.listeners.get(event) ?? [])]) listener(...args); }
  update(values) {
    Object.assign(this.values, values);
    for (const name of Object.keys(values)) this.emit(`change:${name}`, this, values[name]);
    this.emit("change");
    progress();
  }
}

class Link {
  // One websocket for the page. A message waits until it is sent and is sent again if the connection broke
  // before the kernel was heard to have taken it; the kernel knows a repeated answer by its nonce.
  constructor() {
    this.waiting = [];
    this.unheard = new Map();
    this.session = Math.random().toString(16).slice(2).padEnd(32, "0");
    this.pause = 250;
    this.ended = false;
  }
  open() {
    const { kernel, base } = page();
    const url = new URL(`${base}api/kernels/${kernel}/channels?session_id=${this.session}`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    this.socket = new WebSocket(url);
    this.socket.onopen = () => {
      this.pause = 250;
      notice("");
      document.documentElement.dataset.kernel = "open";
      this.waiting.unshift(...this.unheard.values());
      this.unheard.clear();
      this.flush();
    };
    this.socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    this.socket.onclose = () => this.lost();
  }
  send(comm_id, content) {
    this.waiting.push({
      channel: "shell",
      header: { msg_id: (crypto.randomUUID?.() ?? Math.random().toString(16).slice(2)), msg_type: "comm_msg", username: "", session: this.session, date: new Date().toISOString(), version: "5.4" },
      parent_header: {}, metadata: {},
      content: { comm_id, data: { method: "custom", content } },
      buffers: [],
    });
    this.flush();
  }
  flush() {
    while (this.waiting.length && this.socket?.readyState === WebSocket.OPEN) {
      const message = this.waiting.shift();
      this.unheard.set(message.header.msg_id, message);
      this.socket.send(JSON.stringify(message));
    }
  }
  hear(message) {
    const type = message.msg_type ?? message.header?.msg_type;
    const { content, parent_header: parent } = message;
    if (type === "status") {
      if (content.execution_state === "idle") this.unheard.delete(parent?.msg_id);
      if (["restarting", "autorestarting", "dead"].includes(content.execution_state)) this.end();
    } else if (type === "comm_msg" && content.data.method === "update") {
      models.get(content.comm_id)?.update(content.data.state);
    } else if (type === "comm_msg" && content.data.method === "custom") {
      models.get(content.comm_id)?.emit("msg:custom", content.data.content, []);
    }
  }
  async lost() {
    delete document.documentElement.dataset.kernel;
    if (this.ended || leaving) return;
    const { kernel, base } = page();
    try {
      const answer = await fetch(`${base}api/kernels/${kernel}`, { cache: "no-store" });
      if (answer.status === 404) return this.end();
      notice("The connection was lost. Trying again…");
    } catch {
      notice("The course cannot be reached just now. Trying again… What you typed stays on this page.");
    }
    setTimeout(() => this.ended || this.open(), this.pause);
    this.pause = Math.min(2 * this.pause, 8000);
  }
  end() {
    if (this.ended || leaving) return;
    this.ended = true;
    this.socket?.close();
    document.documentElement.dataset.kernel = "ended";
    if (document.hidden) { // who comes back to a page that ended meanwhile finds it open again, drafts and all
      document.addEventListener("visibilitychange", () => location.reload(), { once: true });
    }
    const reload = document.createElement("button");
    reload.type = "button";
    reload.className = "ipt-button";
    reload.textContent = "Reload";
    reload.addEventListener("click", () => location.reload());
    notice("This page’s session has ended. Every answer you gave is kept. Reload to go on. ", reload);
  }
}

function notice(...parts) {
  const box = document.getElementById("ipt-notice");
  if (link?.ended && parts[0] === "") return;
  box.replaceChildren(...parts.filter(Boolean));
}

function progress() {
  const box = document.getElementById("ipt-progress");
  if (!box) return;
  const all = [...models.values()].filter((model) => "verdict" in (model.values.state ?? {}));
  const done = all.filter(({ values: { state } }) => state.tries > 0).length;
  box.textContent = `${done} of ${all.length} answered`;
  box.hidden = !all.length;
}

let leaving = false;
const link = new Link();

class IptWidget extends HTMLElement {
  async connectedCallback() {
    if (this.mounted) return;
    this.mounted = true;
    const model = new Model(this.getAttribute("model"), JSON.parse(this.getAttribute("first")));
    this.removeAttribute("first");
    models.set(model.id, model);
    progress();
    if (!link.socket) link.open();
    const { default: widget } = await import(this.getAttribute("front"));
    await widget.initialize?.({ model });
    await widget.render({ model, el: this });
    this.dataset.ready = "";
  }
}
customElements.define("ipt-widget", IptWidget);

addEventListener("pagehide", () => {
  leaving = true;
  const token = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1];
  if (!token || !document.getElementById("ipt-page")) return;
  const { kernel, base } = page();
  const form = new FormData();
  form.set("_xsrf", decodeURIComponent(token));
  navigator.sendBeacon(`${base}ipt/end/${kernel}`, form);
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
