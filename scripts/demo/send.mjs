/** Sends one request as a client would; gives `{ origin, status, headers, body }` with JSON bodies parsed. */
export async function sendTo(origin, { method, path, body }) {
  const response = await fetch(origin + path, {
    method,
    redirect: 'manual',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
  return { origin, status: response.status, headers: Object.fromEntries(response.headers), body: isJson ? JSON.parse(text) : text }
}
