import { parseTarget } from '#http'
import type { ApiDocument, ApiOperation } from '../api-document.ts'

/** Finds the operation that a request is of: of several that fit, the one with the most literal path. */
export function operationFinder({ operations }: ApiDocument): (method: string, target: string) => ApiOperation | undefined {
  const patterns = operations.map((operation) => ({
    operation,
    expression: toExpression(operation.path),
    // Literal parts further left decide first.
    weight: operation.segments.map((segment) => (segment.includes('{') ? '1' : '0')).join(''),
  }))
  patterns.sort((a, b) => (a.weight < b.weight ? -1 : a.weight > b.weight ? 1 : 0))
  return (method, target) => {
    const path = `/${parseTarget(target)
      .segments.map((segment) => segment.replaceAll('/', '%2F'))
      .join('/')}`
    const found = patterns.filter(({ expression }) => expression.test(path))
    const own = (name: string) => found.find(({ operation }) => operation.method === name)?.operation
    return own(method) ?? (method === 'HEAD' ? own('GET') : undefined)
  }
}

function toExpression(path: string): RegExp {
  const parts = path
    .split(/(\{\w+\+?\})/)
    .map((part) =>
      /^\{\w+\}$/.test(part) ? '[^/]+' : /^\{\w+\+\}$/.test(part) ? '.+' : part.replaceAll('\\', '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
  return new RegExp(`^${parts.join('')}$`)
}
