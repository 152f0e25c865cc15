// Runs before anything else in every frame: whatever a comment would start is told, and goes no further.
(() => {
  const tell = (what, detail) => window.tell(what, String(detail).slice(0, 200));

  for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch", "importScripts", "postMessage"]) {
    window[name] = (...given) => tell("script", `${name}(${given})`);
  }
  for (const name of ["XMLHttpRequest", "WebSocket", "EventSource", "Worker", "SharedWorker", "RTCPeerConnection"]) {
    window[name] = function (...given) { tell("script", `new ${name}(${given})`); };
  }
  for (const name of ["write", "writeln", "execCommand"]) {
    document[name] = (...given) => tell("script", `document.${name}(${given})`);
  }
  navigator.sendBeacon = (...given) => tell("script", `sendBeacon(${given})`);
  Object.defineProperty(document, "cookie", { get: () => (tell("script", "document.cookie"), "") });

  // The page's policy is report-only: what it objects to happens all the same, and is told twice.
  addEventListener("securitypolicyviolation", (event) => {
    const kind = event.effectiveDirective.startsWith("script") ? "script" : "csp";
    tell(kind, `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
  }, true);
  window.navigation?.addEventListener("navigate", (event) => {
    if (event.hashChange) return;
    tell("navigation", event.destination.url);
    if (event.cancelable) event.preventDefault();
  });
  addEventListener("submit", (event) => {
    if (event.target.localName === "form") tell("navigation", `submit ${event.target.action}`);
    event.preventDefault();
  }, true);

  // A link is there to be followed; only where it leads is looked at, by the judge. Anything else that a click does, it does.
  addEventListener("click", (event) => {
    const link = event.composedPath().find((node) => node.localName === "a");
    const written = link?.getAttribute("href");
    const url = written != null && URL.parse(written, document.baseURI);
    if (url === null || LINKS.includes(url?.protocol)) event.preventDefault();  // null: it leads nowhere
  }, true);
})();
