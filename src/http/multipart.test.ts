import { describe, expect, it } from 'vitest'
import { parseMultipart } from './multipart.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const type = 'multipart/form-data; boundary=x'

describe('parseMultipart', () => {
  it('reads fields and files', () => {
    const body =
      '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nSnow é\r\n' +
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a \\"b\\".txt"\r\nContent-Type: text/plain\r\n\r\nline\r\n--xy\r\n' +
      '--x--\r\n'
    expect(parseMultipart(type, bytes(body))).toEqual([
      { name: 'title', text: 'Snow é', size: 7 },
      { name: 'file', fileName: 'a "b".txt', contentType: 'text/plain', text: 'line\r\n--xy', size: 10 },
    ])
  })

  it('keeps bytes that are no text out', () => {
    const head = bytes('--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n')
    const body = new Uint8Array([...head, 0xff, 0xfe, ...bytes('\r\n--x--')])
    expect(parseMultipart(type, body)).toEqual([{ name: 'file', text: undefined, size: 2 }])
  })

  it.each([
    ['another type', 'text/plain', '--x\r\n'],
    ['no boundary', 'multipart/form-data', '--x--'],
    ['an end that is missing', type, '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'],
    ['a part without a name', type, '--x\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--'],
  ])('refuses %s', (_, contentType, body) => {
    expect(parseMultipart(contentType, bytes(body))).toBeUndefined()
  })
})
