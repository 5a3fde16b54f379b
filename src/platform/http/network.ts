import net from 'node:net';

/**
 * The network address of a client as it came, perhaps through a proxy's header.
 * @returns a plain IPv4 or IPv6 address (mapped IPv4 as IPv4, without zone), or undefined for anything else
 */
export function cleanAddress(raw: string): string | undefined {
  const address = raw.trim().replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (net.isIPv4(mapped)) return mapped;
  return net.isIPv6(mapped) ? new URL(`http://[${mapped}]`).hostname.slice(1, -1) : undefined;
}

/**
 * The address of a client behind so many trusted proxies: each has added the address it was asked from.
 * @param forwarded the header X-Forwarded-For
 */
export function clientAddress(
  peer: string | undefined,
  forwarded: string | string[] | undefined,
  trustedHops: number,
): string {
  if (trustedHops === 0 || !forwarded) return peer ?? '';
  const told = String(forwarded)
    .split(',')
    .map((a) => a.trim());
  return told[Math.max(0, told.length - trustedHops)] ?? peer ?? '';
}

/**
 * The network an address belongs to, in CIDR notation: /24 of IPv4; of IPv6 /64, or as many bits as are asked for.
 * @param address one of `cleanAddress`
 */
export function networkOf(address: string, bits: 64 | 48 = 64): string {
  if (net.isIPv4(address)) return `${address.replace(/\.\d+$/, '.0')}/24`;
  const [head = '', tail] = address.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return `${new URL(`http://[${groups.slice(0, bits / 16).join(':')}::]`).hostname.slice(1, -1)}/${bits}`;
}

/**
 * Who counts as one visitor: an IPv4 address, or the /64 of an IPv6 one, of which everybody has without number.
 * @param raw as the request came, perhaps none
 */
export function visitorOf(raw: string): string {
  const clean = cleanAddress(raw) ?? '';
  return clean.includes(':') ? networkOf(clean) : clean;
}

/**
 * Who counts as one household or office where different people are counted: an IPv4 address, or the /48 of an IPv6 one, of
 * which a connection may hold thousands of /64.
 * @param raw as the request came, perhaps none
 */
export function householdOf(raw: string): string {
  const clean = cleanAddress(raw) ?? '';
  return clean.includes(':') ? networkOf(clean, 48) : clean;
}

/**
 * A list of addresses and networks as a test. An empty list admits everybody; otherwise nobody else is admitted, the
 * machine itself included.
 * @param entries addresses or networks in CIDR notation
 * @returns undefined when an entry is neither
 */
export function allowList(entries: readonly string[]): ((raw: string) => boolean) | undefined {
  if (entries.length === 0) return () => true;
  const list = new net.BlockList();
  for (const entry of entries) {
    const [address = '', bits, ...more] = entry.split('/');
    const family = net.isIPv4(address) ? 'ipv4' : net.isIPv6(address) ? 'ipv6' : undefined;
    const widest = family === 'ipv4' ? 32 : 128;
    if (
      !family ||
      more.length > 0 ||
      (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= widest))
    )
      return undefined;
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (raw) => {
    const address = cleanAddress(raw);
    return address !== undefined && list.check(address, net.isIPv4(address) ? 'ipv4' : 'ipv6');
  };
}
