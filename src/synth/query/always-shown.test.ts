import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

interface Product {
  readonly id: number
  readonly name: string
  readonly price: number
  readonly stock: number
  readonly status: string
}

/** A service whose products are shown with the fields that a parameter names, their key always. */
class Shop {
  readonly lines: Line[] = []
  readonly #products: Product[] = []

  make(name: string, price: number, stock: number, status: string): void {
    const made = { id: this.#products.length + 1, name, price, stock, status }
    this.#products.push(made)
    this.lines.push(['POST', '/products', { name, price, stock, status }, 201, made])
  }

  list(names?: string, order?: 'name' | 'price'): void {
    const asked = names?.split(',')
    const shown = this.#products
      .toSorted((a, b) => (order && a[order] > b[order] ? 1 : order ? -1 : 0))
      .map((product) =>
        asked ? Object.fromEntries(Object.entries(product).filter(([key]) => key === 'id' || asked.includes(key))) : product,
      )
    const query = new URLSearchParams({ ...(names ? { keys: names } : {}), ...(order ? { sort: order } : {}) })
    this.lines.push(['GET', `/products?${query}`, undefined, 200, { items: shown }])
  }
}

const sessions = [0, 1, 2].map((at) => {
  const shop = new Shop()
  shop.make(`Vase ${at}`, 30 - at, 4, 'draft')
  shop.make(`Lamp ${at}`, 12 + at, 0, 'active')
  shop.list()
  shop.list('name,price')
  shop.list(undefined, 'name')
  shop.list(at === 1 ? 'status' : 'name,price', 'price')
  return session(at, shop.lines)
})

test('what is shown whatever fields are asked for is shown beside those that are', () => {
  const send = twinOf(sessions)
  send('POST', '/products', { name: 'Cup', price: 8, stock: 3, status: 'active' })
  expect(send('GET', '/products?keys=stock,name').body).toEqual({ items: [{ id: 1, name: 'Cup', stock: 3 }] })
  expect(send('GET', '/products?sort=name').body).toEqual({ items: [{ id: 1, name: 'Cup', price: 8, stock: 3, status: 'active' }] })
})
