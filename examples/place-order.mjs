/** The code under test: places an order, and tries once more when the service is busy. */
export async function placeOrder(baseUrl, lines) {
  const request = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ lines }) }
  const answer = await fetch(`${baseUrl}/orders`, request)
  if (answer.status === 503) return (await fetch(`${baseUrl}/orders`, request)).json()
  return answer.json()
}
