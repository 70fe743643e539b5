/** A key and a certificate for it, both PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** A certificate for loopback signed by itself (P-256), good for two days around now and its own authority. */
export async function selfSignedCertificate(): Promise<Certificate> {
  // Loaded here: most sites are served without, and it takes longer to load than they to start.
  const { generate } = await import('selfsigned');
  const now = Date.now();
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: 'wp-bisect simulated site' }],
    {
      keyType: 'ec',
      curve: 'P-256',
      algorithm: 'sha256',
      notBeforeDate: new Date(now - DAY),
      notAfterDate: new Date(now + DAY),
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 7, ip: '127.0.0.1' },
            { type: 7, ip: '::1' },
          ],
        },
      ],
    },
  );
  return { key, cert };
}
