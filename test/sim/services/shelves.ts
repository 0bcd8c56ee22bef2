import { reply } from '../service.ts'
import { brands, holds, type Item, shelf, sorted, wish } from './shelf.ts'

const orders = ['price', '-price', 'name', '-added', 'brand,-price', 'brand,name', '-rating', 'rating,price']

/** `filter[price][gte]=5&sort=-price,name&page[number]=2&page[size]=3&fields[items]=name,price`, answered as JSON:API does. */
export const jsonApiShelf = shelf(
  'shelf-jsonapi',
  (items, { query }) => {
    const wanted = items.filter((item) =>
      [...query].every(([name, value]) => {
        const [, field = '', operator = 'eq'] = /^filter\[(\w+)\](?:\[(\w+)\])?$/.exec(name) ?? []
        return field === '' || holds(item[field as keyof Item], operator, value)
      }),
    )
    const size = Math.min(Number(query.get('page[size]') ?? 5), 10)
    const number = Number(query.get('page[number]') ?? 1)
    const fields = query.get('fields[items]')?.split(',')
    const page = sorted(wanted, query.get('sort')?.split(',') ?? []).slice((number - 1) * size, number * size)
    const data = page.map(({ id, ...attributes }) => ({
      type: 'items',
      id: String(id),
      attributes: fields ? Object.fromEntries(Object.entries(attributes).filter(([key]) => fields.includes(key))) : attributes,
    }))
    return reply(200, { data, meta: { total: wanted.length, pages: Math.ceil(wanted.length / size) } })
  },
  (client) => {
    const { field, operator, value } = wish(client)
    return client.get('/items', {
      ...client.some({ [operator === 'eq' ? `filter[${field}]` : `filter[${field}][${operator}]`]: value }, 0.7),
      ...client.some({ sort: client.pick(orders) }, 0.5),
      ...client.some({ 'page[number]': client.whole(1, 3), 'page[size]': client.pick([2, 3, 20]) }, 0.4),
      ...client.some({ 'fields[items]': client.pick(['name', 'name,price', 'brand,stock']) }, 0.25),
    })
  },
  ({ id, ...attributes }) => ({ data: { type: 'items', id: String(id), attributes } }),
)

/** `$filter=price gt 5 and brand eq 'acme'&$orderby=price desc,name&$top=3&$skip=3&$select=id,name&$count=true`. */
export const odataShelf = shelf(
  'shelf-odata',
  (items, { query }) => {
    const filter = query.get('$filter')
    const wanted = items.filter((item) =>
      (filter ?? '').split(' and ').every((test) => {
        const contains = /^contains\((\w+), ?'(.*)'\)$/.exec(test)
        if (contains) return holds(item[contains[1] as keyof Item], 'contains', contains[2] ?? '')
        const [field = '', operator = '', ...value] = test.split(' ')
        const shown = value.join(' ').replace(/^'|'$/g, '')
        return field === '' || holds(item[field as keyof Item], { ge: 'gte', le: 'lte' }[operator] ?? operator, shown)
      }),
    )
    const keys = query
      .get('$orderby')
      ?.split(',')
      .map((key) => (key.endsWith(' desc') ? `-${key.slice(0, -5)}` : key.replace(' asc', '')))
    const skip = Number(query.get('$skip') ?? 0)
    const page = sorted(wanted, keys ?? []).slice(skip, skip + Number(query.get('$top') ?? 50))
    const fields = query.get('$select')?.split(',')
    const value = fields ? page.map((item) => Object.fromEntries(Object.entries(item).filter(([key]) => fields.includes(key)))) : page
    return reply(200, { ...(query.get('$count') === 'true' ? { '@odata.count': wanted.length } : {}), value })
  },
  (client) => {
    const test = () => {
      const { field, operator, value } = wish(client)
      if (operator === 'contains') return `contains(${field}, '${value}')`
      const quoted = field === 'brand' || field === 'added' ? `'${value.split(',')[0]}'` : value
      return `${field} ${{ gte: 'ge', lte: 'le', in: 'eq' }[operator] ?? operator} ${quoted}`
    }
    return client.get('/items', {
      ...client.some({ $filter: client.chance(0.3) ? `${test()} and ${test()}` : test() }, 0.7),
      ...client.some({ $orderby: client.pick(['price', 'price desc', 'name asc', 'brand,price desc']) }, 0.5),
      ...client.some({ $top: client.whole(2, 5), $skip: client.whole(0, 4) }, 0.4),
      ...client.some({ $select: client.pick(['id,name', 'id,price,stock']), $count: client.pick(['true', 'false']) }, 0.3),
    })
  },
)

/** `q[name_cont]=x&q[price_gteq]=5&q[s]=price desc&page=2&per_page=3`; the list is bare, counts and neighbours are in headers. */
export const railsShelf = shelf(
  'shelf-rails',
  (items, { query, path }) => {
    const operators: Record<string, string> = { eq: 'eq', not_eq: 'ne', gt: 'gt', gteq: 'gte', lt: 'lt', lteq: 'lte', cont: 'contains' }
    const wanted = items.filter((item) =>
      [...query].every(([name, value]) => {
        const [, field = '', operator = ''] = /^q\[([a-z]+)_(\w+)\]$/.exec(name) ?? []
        return field === '' || holds(item[field as keyof Item], operators[operator] ?? '', value)
      }),
    )
    const [key = 'id', direction] = (query.get('q[s]') ?? 'id').split(' ')
    const size = Number(query.get('per_page') ?? 4)
    const number = Number(query.get('page') ?? 1)
    const pages = Math.max(1, Math.ceil(wanted.length / size))
    const to = (page: number) => {
      const target = new URLSearchParams(query)
      target.set('page', String(page))
      return `<http://service.test/${path.join('/')}?${target}>`
    }
    const links = [
      ...(number > 1 ? [`${to(number - 1)}; rel="prev"`] : []),
      ...(number < pages ? [`${to(number + 1)}; rel="next"`, `${to(pages)}; rel="last"`] : []),
    ]
    return reply(200, sorted(wanted, [direction === 'desc' ? `-${key}` : key]).slice((number - 1) * size, number * size), [
      ['X-Total-Count', String(wanted.length)],
      ...(links.length > 0 ? ([['Link', links.join(', ')]] as const) : []),
    ])
  },
  (client) => {
    const { field, operator, value } = wish(client)
    const spelled = { ne: 'not_eq', gte: 'gteq', lte: 'lteq', contains: 'cont', in: 'eq' }[operator] ?? operator
    return client.get('/items', {
      ...client.some({ [`q[${field}_${spelled}]`]: value.split(',')[0] ?? '' }, 0.7),
      ...client.some({ 'q[s]': client.pick(['price', 'price desc', 'name', 'stock desc']) }, 0.4),
      ...client.some({ page: client.whole(1, 3), per_page: client.whole(2, 3) }, 0.6),
    })
  },
)

/** `price__gte=5&brand__in=a,b&search=x&ordering=-price,name&limit=3&offset=3`, with the addresses of the neighbours. */
export const djangoShelf = shelf(
  'shelf-django',
  (items, { query }) => {
    const reserved = ['search', 'ordering', 'limit', 'offset']
    const operators: Record<string, string> = { icontains: 'contains' }
    const search = query.get('search')?.toLowerCase()
    const wanted = items.filter(
      (item) =>
        (search === undefined || `${item.name} ${item.brand}`.includes(search)) &&
        [...query].every(([name, value]) => {
          if (reserved.includes(name)) return true
          const [field = '', operator = 'eq'] = name.split('__')
          return holds(item[field as keyof Item], operators[operator] ?? operator, value)
        }),
    )
    const limit = Math.min(Number(query.get('limit') ?? 6), 8)
    const offset = Number(query.get('offset') ?? 0)
    const to = (start: number) => {
      const target = new URLSearchParams(query)
      target.set('limit', String(limit))
      if (start > 0) target.set('offset', String(start))
      else target.delete('offset')
      return `http://service.test/items?${target}`
    }
    return reply(200, {
      count: wanted.length,
      next: offset + limit < wanted.length ? to(offset + limit) : null,
      previous: offset > 0 ? to(Math.max(0, offset - limit)) : null,
      results: sorted(wanted, query.get('ordering')?.split(',') ?? [], 'last').slice(offset, offset + limit),
    })
  },
  (client) => {
    const { field, operator, value } = wish(client)
    const name = operator === 'eq' || operator === 'ne' ? field : `${field}__${operator === 'contains' ? 'icontains' : operator}`
    return client.get('/items', {
      ...client.some({ [name]: value }, 0.6),
      ...client.some({ search: client.chance(0.5) ? client.word() : client.pick(brands) }, 0.2),
      ...client.some({ ordering: client.pick(orders) }, 0.4),
      ...(client.chance(0.5) ? { limit: client.pick([2, 3, 50]), offset: client.whole(0, 4) } : {}),
    })
  },
)

/** `price=gte:5&limit=3&starting_after=ID`: pages go on behind the last item, and say whether there are more. */
export const cursorShelf = shelf(
  'shelf-cursor',
  (items, { query }) => {
    const wanted = items
      .filter((item) =>
        [...query].every(([name, text]) => {
          if (name === 'limit' || name === 'starting_after') return true
          const [, operator = 'eq', value = ''] = /^(?:(eq|ne|gt|gte|lt|lte|in):)?(.*)$/.exec(text) ?? []
          return holds(item[name as keyof Item], operator, value)
        }),
      )
      .reverse()
    const limit = Number(query.get('limit') ?? 5)
    const after = query.get('starting_after')
    if (after !== null && !items.some(({ id }) => String(id) === after))
      return reply(400, { error: { type: 'invalid_request', param: 'starting_after' } })
    const start = after === null ? 0 : wanted.findIndex(({ id }) => String(id) === after) + 1
    return reply(200, { object: 'list', data: wanted.slice(start, start + limit), has_more: start + limit < wanted.length })
  },
  (client) => {
    const { field, operator, value } = wish(client)
    const isFree = client.chance(0.5)
    return client.get('/items', {
      ...(isFree && operator !== 'contains' ? { [field]: operator === 'eq' ? value : `${operator}:${value}` } : {}),
      ...client.some({ limit: client.whole(2, 4) }, 0.7),
      ...(!isFree ? { starting_after: client.id('items') } : {}),
    })
  },
)

/** `Range: items=2-5` and `Content-Range: items 2-5/9`; `page_token` is the opaque cursor of the other way to go on. */
export const rangeShelf = shelf(
  'shelf-range',
  (items, { query, header }) => {
    const range = /^items=(\d+)-(\d+)$/.exec(header('range') ?? '')
    if (range) {
      const [start, end] = [Number(range[1]), Number(range[2])]
      if (start >= items.length) return reply(416, { error: 'out of range' }, [['Content-Range', `items */${items.length}`]])
      const page = items.slice(start, end + 1)
      return reply(206, page, [['Content-Range', `items ${start}-${start + page.length - 1}/${items.length}`]])
    }
    const wanted = query.has('brand') ? items.filter(({ brand }) => brand === query.get('brand')) : items
    return reply(200, wanted, [['Content-Range', `items 0-${wanted.length - 1}/${wanted.length}`]])
  },
  (client) => {
    const start = client.whole(0, 12)
    if (client.chance(0.6)) return client.get('/items', {}, [['Range', `items=${start}-${start + client.whole(1, 5)}`]])
    return client.get('/items', client.some({ brand: client.pick(brands) }))
  },
)

/** `page_token` is opaque: base64 of where the page begins. */
export const tokenShelf = shelf(
  'shelf-token',
  (items, { query }) => {
    const token = query.get('page_token')
    const start = token === null ? 0 : Number(/^offset:(\d+)$/.exec(atob(token))?.[1] ?? 0)
    const size = Number(query.get('page_size') ?? 4)
    const next = start + size < items.length ? { next_page_token: btoa(`offset:${start + size}`) } : {}
    return reply(200, { items: items.slice(start, start + size), ...next })
  },
  (client) =>
    client.get('/items', {
      ...client.some({ page_size: client.whole(2, 4) }),
      ...(client.chance(0.5) ? { page_token: client.last('.next_page_token') } : {}),
    }),
)

/** `page_token` says nothing: the service remembers what it stands for, and refuses one that it never handed out. */
export const sealedShelf = shelf(
  'shelf-sealed',
  (items, { query }, { mint, kept }) => {
    const token = query.get('page_token')
    const start = token === null ? 0 : kept.get(token)
    if (start === undefined) return reply(400, { error: { code: 'invalid_page_token' } })
    const end = start + Number(query.get('page_size') ?? 3)
    const next = end < items.length ? mint('pt_{hex:28}') : null
    if (next !== null) kept.set(next, end)
    return reply(200, { items: items.slice(start, end), next_page_token: next })
  },
  (client) =>
    client.get('/items', {
      ...client.some({ page_size: client.whole(2, 4) }),
      ...(client.chance(0.5) ? { page_token: client.chance(0.1) ? 'nobody-handed-this-out-0' : client.last('.next_page_token') } : {}),
    }),
)
