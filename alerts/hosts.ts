/** Knows to which hosts robots and webhooks may speak: those on the operator's list and no other. */
import { InputError } from '../indicators/input-error.ts'
import { text } from '../indicators/text.ts'

/** `oapi.dingtalk.com` allows https on 443; `https://hook.example.cn:8443` or `http://10.0.0.5:8080` exactly that origin. */
const originOf = (entry: string): string => (entry.includes('://') ? entry : `https://${entry}`)

/** Whether the list allows the address. */
const isAllowed = (url: URL, hosts: readonly string[]): boolean =>
  url.username === '' && hosts.some((entry) => URL.parse(originOf(entry))?.origin === url.origin)

/** The address, when the list allows it. @throws InputError that does not repeat more of the address than its host. */
export const parseAllowedUrl = (address: string, hosts: readonly string[]): URL => {
  const url = URL.parse(address)
  if (url && isAllowed(url, hosts)) return url
  throw new InputError([
    {
      where: text('渠道地址 url', 'channel address url'),
      found: url ? url.origin : text('不是网址', 'no address'),
      expected: text(
        `BEIZENG_HOOK_HOSTS 所列的主机之一：${hosts.join('、')}`,
        `one of the hosts of BEIZENG_HOOK_HOSTS: ${hosts.join(', ')}`,
      ),
    },
  ])
}
