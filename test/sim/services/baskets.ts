import { type Entity, reply } from '../service.ts'
import type { ServiceSpec } from '../service-spec.ts'

interface Product extends Entity {
  readonly id: string
  readonly title: string
  readonly price: number
}

interface Item {
  readonly id: string
  readonly product_id: string
  readonly title: string
  quantity: number
  readonly unit_price: number
}

interface Basket {
  readonly id: string
  readonly email: string | null
  readonly items: Item[]
}

/** Baskets that show what is in them: what is put in twice is there once, in a larger number; totals are worked out from the items. */
export const baskets: ServiceSpec = {
  name: 'baskets',
  rules: ({ mint }) => {
    const products: Product[] = []
    const all = new Map<string, Basket>()
    const show = ({ id, email, items }: Basket) => {
      const lines = items.map((item) => ({ ...item, total: item.quantity * item.unit_price }))
      return { id, email, items: lines, item_count: items.length, total: lines.reduce((sum, { total }) => sum + total, 0) }
    }
    const missing = reply(404, { error: 'not found' })
    return {
      'POST /products': ({ body }) => {
        const product = { id: mint('prod_{hex:16}'), title: String(body?.title), price: Number(body?.price) }
        products.push(product)
        return reply(201, product)
      },
      'GET /products/:id': ({ params }) => {
        const product = products.find(({ id }) => id === params.id)
        return product ? reply(200, product) : missing
      },
      'POST /baskets': ({ body }) => {
        const basket = { id: mint('bsk_{hex:16}'), email: body?.email === undefined ? null : String(body.email), items: [] }
        all.set(basket.id, basket)
        return reply(201, show(basket))
      },
      'GET /baskets': ({ query }) => {
        const email = query.get('email')
        return reply(200, { baskets: [...all.values()].filter((basket) => email === null || basket.email === email).map(show) })
      },
      'GET /baskets/:id': ({ params }) => {
        const basket = all.get(params.id ?? '')
        return basket ? reply(200, show(basket)) : missing
      },
      'POST /baskets/:id/items': ({ params, body }) => {
        const basket = all.get(params.id ?? '')
        const product = products.find(({ id }) => id === body?.product_id)
        if (!basket || !product) return missing
        const quantity = Number(body?.quantity)
        const known = basket.items.find(({ product_id }) => product_id === product.id)
        if (known) known.quantity += quantity
        else
          basket.items.push({
            id: mint('item_{hex:16}'),
            product_id: product.id,
            title: product.title,
            quantity,
            unit_price: product.price,
          })
        return reply(200, show(basket))
      },
      'PATCH /baskets/:id/items/:item': ({ params, body }) => {
        const basket = all.get(params.id ?? '')
        const item = basket?.items.find(({ id }) => id === params.item)
        if (!basket || !item) return missing
        item.quantity = Number(body?.quantity)
        return reply(200, show(basket))
      },
      'DELETE /baskets/:id/items/:item': ({ params }) => {
        const basket = all.get(params.id ?? '')
        const at = basket?.items.findIndex(({ id }) => id === params.item) ?? -1
        if (!basket || at < 0) return missing
        basket.items.splice(at, 1)
        return reply(200, show(basket))
      },
    }
  },
  opening: (client) => [
    ...Array.from({ length: 3 }, () => () => client.post('/products', { title: client.words(2), price: client.whole(1, 900) })),
    () => client.post('/baskets', client.some({ email: `${client.word()}@example.com` })),
  ],
  traffic: (client) => [
    [1, () => client.post('/products', { title: client.words(2), price: client.whole(1, 900) })],
    [1, () => client.get(`/products/${client.id('products')}`)],
    [1, () => client.post('/baskets', client.some({ email: `${client.word()}@example.com` }))],
    [3, () => client.get(`/baskets/${client.id('baskets')}`)],
    [2, () => client.get('/baskets', client.some({ email: client.last('.email') }, 0.3))],
    [6, () => client.post(`/baskets/${client.id('baskets')}/items`, { product_id: client.id('products'), quantity: client.whole(1, 9) })],
    [3, () => client.patch(`/baskets/${client.id('items[]', 0)}`, { quantity: client.whole(1, 9) })],
    [2, () => client.delete(`/baskets/${client.id('items[]', 0)}`)],
  ],
}
