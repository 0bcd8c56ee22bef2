import { expect, test } from 'vitest'
import { type Line, session, twinOf } from '../guard/service-for-tests.ts'

const xml = { 'content-type': 'application/xml' }
const head = '<?xml version="1.0"?>\n'
const book = (id: number, title: string) => `<book id="${id}"><title>${title}</title><isbn/></book>`
const put = (title: string) => `${head}<b:book xmlns:b="urn:b"><b:title>${title}</b:title></b:book>`

test('XML is read, matched, kept and answered in the layout of the service', () => {
  const books = (at: number): Line[] => [
    ['GET', '/books', undefined, 200, `${head}<books total="0"/>`, {}, xml],
    ['POST', '/books', put(`Snow &amp; ice ${at}`), 201, head + book(1, `Snow &amp; ice ${at}`), xml, xml],
    ['GET', '/books', undefined, 200, `${head}<books total="1">${book(1, `Snow &amp; ice ${at}`)}</books>`, {}, xml],
    ['POST', '/books', put(`Hare ${at}`), 201, head + book(2, `Hare ${at}`), xml, xml],
    [
      'GET',
      '/books',
      undefined,
      200,
      `${head}<books total="2">${book(1, `Snow &amp; ice ${at}`)}${book(2, `Hare ${at}`)}</books>`,
      {},
      xml,
    ],
    ['GET', '/books/2', undefined, 200, head + book(2, `Hare ${at}`), {}, xml],
    ['GET', `/books/9${at}`, undefined, 404, `${head}<error>no book 9${at}</error>`, {}, xml],
    ['POST', '/books', `${head}<book><pages>3</pages></book>`, 400, `${head}<error>title is missing</error>`, xml, xml],
    ['POST', '/books', '<book>', 400, `${head}<error>no XML</error>`, xml, xml],
  ]
  const ask = twinOf([0, 1, 2].map((at) => session(at, books(at))))
  expect(ask('POST', '/books', put('A &lt; B'), xml)).toMatchObject({ status: 201, body: head + book(1, 'A &lt; B') })
  expect(ask('GET', '/books').body).toBe(`${head}<books total="1">${book(1, 'A &lt; B')}</books>`)
  expect(ask('GET', '/books/1').body).toBe(head + book(1, 'A &lt; B'))
  expect(ask('GET', '/books/7')).toMatchObject({ status: 404, body: `${head}<error>no book 7</error>` })
  expect(ask('POST', '/books', `${head}<x:book xmlns:x="urn:b"/>`, xml)).toMatchObject({
    status: 400,
    body: `${head}<error>title is missing</error>`,
  })
  expect(ask('POST', '/books', '<book', xml)).toMatchObject({ status: 400, body: `${head}<error>no XML</error>` })
})
