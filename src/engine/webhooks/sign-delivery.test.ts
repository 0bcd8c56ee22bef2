import { expect, test } from 'vitest'
import { z } from 'zod'
import { webhooksShape } from '#model'
import { signDelivery, type UnsignedDelivery } from './sign-delivery.ts'
import { signingScheme } from './signing-schemes.ts'

const plain: UnsignedDelivery = { id: 'evt_1', event: 'order.created', atMs: 0, url: 'http://127.0.0.1/hook', body: '' }

function sign(scheme: Parameters<typeof signingScheme>[0], secret: string, delivery: Partial<UnsignedDelivery>) {
  const { url, headers } = signDelivery({ ...plain, ...delivery }, signingScheme(scheme), secret)
  return { url, ...Object.fromEntries(headers) }
}

// The examples are those that the services publish for who verifies.

test('GitHub', () => {
  expect(sign('github', "It's a Secret to Everybody", { body: 'Hello, World!', event: 'push' })).toMatchObject({
    'X-GitHub-Event': 'push',
    'X-Hub-Signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  })
})

test('Slack', () => {
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
  expect(sign('slack', '8f742231b10e8888abcd99yyyzzz85a5', { body, atMs: 1_531_420_618_000 })).toMatchObject({
    'X-Slack-Request-Timestamp': '1531420618',
    'X-Slack-Signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  })
})

test('Svix and Standard Webhooks', () => {
  const delivery = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', atMs: 1_614_265_330_000, body: '{"test": 2432232314}' }
  const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
  expect(sign('svix', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', delivery)).toMatchObject({ 'svix-signature': signature })
  expect(sign('standard', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', delivery)).toMatchObject({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': signature,
  })
})

test('Twilio signs the fields of a form in the order of their names, and the digest of any other body', () => {
  const fields = { Digits: '1234', CallSid: 'CA1234567890ABCDE', To: '+18005551212', Caller: '+14158675309', From: '+14158675309' }
  expect(sign('twilio', '12345', { url: 'https://mycompany.com/myapp.php?foo=1&bar=2', fields })).toMatchObject({
    'X-Twilio-Signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  })
  const digested = sign('twilio', '12345', {
    url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
    body: '{"property": "value", "boolean": true}',
  })
  expect(digested).toMatchObject({
    url: 'https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620',
    'X-Twilio-Signature': 'a9nBmqA0ju/hNViExpshrM61xv4=',
  })
})

test('a scheme that is written down', () => {
  const { signing } = z.strictObject(webhooksShape()).parse({
    signing: { headers: { 'X-Sig': 'sha1={signature};t={timestamp}' }, content: '{timestamp}{body}', algorithm: 'sha1' },
  })
  // printf 5hello | openssl dgst -sha1 -hmac key
  const own = sign(signing as NonNullable<typeof signing>, 'key', { atMs: 5_999, body: 'hello' })
  expect(own).toMatchObject({ 'X-Sig': 'sha1=b6d4333007001ba32179d48b9fa69cb2a4cf71f1;t=5' })
})

test('braces in a body stay what they are', () => {
  const one = sign('github', 'k', { body: '{id}' })
  const other = sign('github', 'k', { body: 'evt_1' })
  expect(one).not.toEqual(other)
})
