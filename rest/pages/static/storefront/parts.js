// GraphQL's incremental delivery: an answer in parts, as multipart/mixed.

export const ACCEPT = "multipart/mixed;deferSpec=20220824, application/json";

export function isInParts(response) {
  return response.headers.get("content-type")?.startsWith("multipart/mixed") ?? false;
}

/** The JSON bodies of an answer, each as soon as all of it is there. */
export async function* bodiesOf(response) {
  const [, boundary] = /boundary="?([^";]+)"?/.exec(response.headers.get("content-type"));
  const mark = `\r\n--${boundary}`;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "\r\n"; // The first mark has no line before it.
  for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
    // JSON holds no bare line break, so a mark is never inside of a body.
    const sections = (waiting + value).split(mark);
    waiting = sections.pop();
    for (const section of sections) {
      const start = section.indexOf("\r\n\r\n");
      if (start >= 0) yield JSON.parse(section.slice(start + 4));
    }
  }
}

/** Put what a later body brings into its place. */
export function merge(data, { incremental = [] }) {
  for (const { path = [], data: more } of incremental) {
    if (more) Object.assign(path.reduce((place, key) => place[key], data), more);
  }
}
