import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FoundService } from '#scan'
import { runVerb } from './run-verb.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'doppel-scan-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

/** Writes a project, and gives what is found in it: by name of the service, its endpoints, SDK calls and hosts. */
async function scan(files: Readonly<Record<string, string>>): Promise<Record<string, string[]>> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true })
    await writeFile(join(cwd, path), text)
  }
  const { json } = await runVerb(cwd, 'scan', {})
  const { services } = json as { services: FoundService[] }
  return Object.fromEntries(
    services.map(({ name, endpoints, sdkCalls, hosts, isCalled }) => [
      name,
      isCalled ? [...hosts, ...endpoints.map(({ method, path }) => `${method} ${path}`), ...sdkCalls] : ['not called'],
    ]),
  )
}

test('JavaScript and TypeScript: fetch, axios, got, bases, templates, SDKs', async () => {
  const found = await scan({
    'package.json': JSON.stringify({ dependencies: { stripe: '^1', axios: '^1', twilio: '^4' } }),
    'src/pay.ts': `
      import Stripe from 'stripe'
      const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!)
      export const charge = (id: string) => stripe.paymentIntents.create({ amount: 1, customer: id })
    `,
    'src/orders.ts': `
      // fetch('https://comment.acme.io/no')
      const BASE_URL = process.env.ORDERS_API_URL ?? 'https://api.orders-corp.io/v2'
      export async function order(id: string) {
        return fetch(\`\${BASE_URL}/orders/\${id}?full=1\`)
      }
      export const make = (body: object) => fetch(BASE_URL + '/orders', { method: 'POST', body: JSON.stringify(body) })
    `,
    'src/client.js': `
      const axios = require('axios')
      const crm = axios.create({ baseURL: 'https://crm.example-crm.dev/api', timeout: 5 })
      module.exports = { people: () => crm.get('/people'), drop: (id) => crm.delete(\`/people/\${id}\`) }
    `,
    'src/hook.mjs': `import got from 'got'\nexport default (text) => got.post('https://hooks.slack.com/services/T/B/X', { json: { text } })`,
    'src/plain.js': `axios({ method: 'PUT', url: 'https://files.acme.cloud/blobs/1' })`,
  })
  expect(found).toEqual({
    stripe: ['paymentIntents.create'],
    'orders-corp': ['api.orders-corp.io', 'POST /v2/orders', 'GET /v2/orders/{id}'],
    'example-crm': ['crm.example-crm.dev', 'GET /api/people', 'DELETE /api/people/{id}'],
    slack: ['hooks.slack.com', 'POST /services/T/B/X'],
    acme: ['files.acme.cloud', 'PUT /blobs/1'],
    twilio: ['not called'],
  })
})

test('Python and Go', async () => {
  const found = await scan({
    'requirements.txt': 'requests==2\nslack_sdk>=3  # chat\nboto3\n',
    'app/billing.py': `
"""See https://docs.billing.acme.io for more."""
import os
import requests
import boto3

BILLING_URL = os.environ.get("BILLING_URL", "https://billing.acme.io")

def invoice(number):
    return requests.get(f"{BILLING_URL}/invoices/{number}")

def pay(number):
    s3 = boto3.client("s3")
    return requests.request("POST", BILLING_URL + "/invoices/" + number + "/pay")
`,
    'go.mod': 'module x\n\nrequire (\n\tgithub.com/stripe/stripe-go/v76 v76.1.0\n)\n',
    'main.go': `package main

import (
	"fmt"
	"net/http"
	"github.com/stripe/stripe-go/v76/customer"
)

const weatherBase = "https://api.weather-corp.net"

func main() {
	http.Get(fmt.Sprintf("%s/cities/%s", weatherBase, city))
	req, _ := http.NewRequest("DELETE", weatherBase+"/alerts", nil)
	customer.New(nil)
}
`,
  })
  expect(found).toEqual({
    aws: ['client'],
    acme: ['billing.acme.io', 'GET /invoices/{number}', 'POST /invoices/{number}/pay'],
    'weather-corp': ['api.weather-corp.net', 'DELETE /alerts', 'GET /cities/{city}'],
    stripe: ['New'],
    slack: ['not called'],
  })
})

test('manifests of the other ecosystems', async () => {
  const found = await scan({
    'Cargo.toml': '[dependencies]\noctocrab = "0.3"\n',
    'pom.xml':
      '<project><dependencies><dependency><groupId>com.stripe</groupId><artifactId>stripe-java</artifactId></dependency></dependencies></project>',
    'build.gradle': "dependencies { implementation 'com.twilio.sdk:twilio:9.0' }",
    Gemfile: "gem 'shopify_api'\n",
    'composer.json': '{"require": {"sendgrid/sendgrid": "8"}}',
    'pyproject.toml':
      '[project]\ndependencies = ["openai>=1", "anthropic"]\n[tool.poetry.dependencies]\npython = "^3"\nnotion-client = "2"\n',
  })
  expect(Object.keys(found).sort()).toEqual(['anthropic', 'github', 'notion', 'openai', 'sendgrid', 'shopify', 'stripe', 'twilio'])
})

test('what is no service of others is none: this machine, documents, tests, schemas, pages', async () => {
  const found = await scan({
    'src/a.ts': `
      fetch('http://localhost:3000/orders'); fetch('/api/orders'); fetch(url)
      const HOME_URL = 'https://www.acme.io/pricing'
      const ns = 'http://www.w3.org/2000/svg'
      const pattern = /https:\\/\\/api\\.acme\\.io/
      console.log('see https://acme.io/docs')
      fetch('https://api.example.com/v1')
    `,
    'src/a.test.ts': `fetch('https://api.acme.io/orders')`,
    'docs/example.js': `fetch('https://api.acme.io/orders')`,
    'node_modules/x/index.js': `fetch('https://api.acme.io/orders')`,
  })
  expect(found).toEqual({})
})

test('twins that exist are named; --write drafts the others and leaves what is there alone', async () => {
  await runVerb(cwd, 'init', { name: 'warehouse', baseUrl: 'https://stock.acme.io' })
  await scan({
    'a.js': `fetch('https://stock.acme.io/items/1'); fetch('https://api.orders-corp.io/orders/7'); fetch(\`https://api.orders-corp.io/orders/\${id}\`)`,
  })
  const { json, text } = await runVerb(cwd, 'scan', { write: true })
  const { services, drafted } = json as { services: { name: string; twin?: string }[]; drafted: string[] }
  expect(services.map(({ name, twin }) => [name, twin])).toEqual([
    ['orders-corp', undefined],
    ['acme', 'warehouse'],
  ])
  expect(drafted).toEqual(['orders-corp'])
  expect(text).toContain('acme (stock.acme.io): twins/warehouse')
  const folder = join(cwd, 'twins', 'orders-corp')
  expect(await readFile(join(folder, 'twin.toml'), 'utf8')).toContain('base_url = "https://api.orders-corp.io"')
  expect(await readFile(join(folder, 'routes.yaml'), 'utf8')).toContain('path: /orders/{id}')
  expect(JSON.parse(await readFile(join(folder, 'twin.json'), 'utf8'))).toMatchObject({
    name: 'orders-corp',
    state_entities: ['order'],
    discovered_from: ['a.js'],
  })
  expect((await runVerb(cwd, 'scan', { write: true })).json).toMatchObject({ drafted: [] })
})

test('addresses that stand apart from the call: options, constants, hosts, clients of the project itself', async () => {
  const found = await scan({
    'src/options.js': `
      const axios = require('axios')
      const TOKEN_URL = 'https://id.one-corp.io/token'
      const first = { method: 'POST', url: TOKEN_URL }
      const second = { timeout: 5, url: 'https://issue.two-corp.io/v1/jwt', headers: {}, method: 'PUT' }
      module.exports = () => Promise.all([axios(first), axios(second)])
    `,
    'src/made.js': `const got = require('got')\nmodule.exports = (token) => got.extend({ prefixUrl: 'https://graph.three-corp.io/v1', headers: { token } })`,
    'src/hosts.js': `
      const https = require('https')
      exports.Hosts = { API_HOSTNAME: 'rest.four-corp.com' }
      exports.five = (path) => https.get({ host: 'five-corp.com', path })
      exports.six = (path) => ask('api.six-corp.com', path)
      class Tunnel { constructor(opts) { this.opts = opts; this.opts.host = 'https://seven-corp.me' } }
    `,
    'src/own.js': `module.exports = (externalRequest, id) => externalRequest(\`https://api.eight-corp.io/asset/\${id}\`)`,
    'src/url.js': 'var url = "https://nine-corp.io/download/" + tag\nmodule.exports = download(url)',
    'src/sdk.js': "var fs = require('fs'),\n  Stripe = require('stripe')\nStripe.charges.create({})",
  })
  expect(found).toEqual({
    'one-corp': ['id.one-corp.io', 'POST /token'],
    'two-corp': ['issue.two-corp.io', 'PUT /v1/jwt'],
    'three-corp': ['graph.three-corp.io'],
    'four-corp': ['rest.four-corp.com'],
    'five-corp': ['five-corp.com'],
    'six-corp': ['api.six-corp.com'],
    'seven-corp': ['seven-corp.me'],
    'eight-corp': ['api.eight-corp.io', 'GET /asset/{id}'],
    'nine-corp': ['nine-corp.io'],
    stripe: ['charges.create'],
  })
})

test('what is for people, or was put together by a program, is no service', async () => {
  const found = await scan({
    'src/pages.js': `
      const HOMEPAGE_URL = 'https://people-corp.io/start'
      const helpUrl = 'https://people-corp.io/help'
      const options = { manual_revoke_url: 'https://people-corp.io/revoke' }
      let host = 'people-local.com'
      const file = { host: 'server.js' }
    `,
    'src/bundle.js': `${'x'.repeat(3000)};fetch('https://api.people-corp.io/a')\n`,
  })
  expect(found).toEqual({})
})
