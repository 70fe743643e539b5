import { describe, expect, it } from 'vitest';
import { choosePins, servingAll } from '../../src/commands/plan.ts';
import { plugin, symptom } from '../diagnosis/samples.ts';

const SHOP = plugin('woocommerce/woocommerce', { status: 'active' });
const GUARD = plugin('guard/guard', { status: 'active' });
const FORMS = plugin('contact-form-7/wp-contact-form-7', { status: 'active' });
const ALL = [SHOP, GUARD, FORMS];

const ORDERS = symptom('/wp-json/wc/v3/orders', { code: 'guarded' });
const POSTS = symptom('/wp-json/wp/v2/posts', { code: 'guarded' });
const FEEDBACK = symptom('/wp-json/contact-form-7/v1/contact-forms/1/feedback', {});

describe('the plugin that serves the failing request', () => {
  it.each([
    ['WooCommerce serves wc/v3', [ORDERS], ['woocommerce/woocommerce']],
    ['a namespace named like a folder', [FEEDBACK], ['contact-form-7/wp-contact-form-7']],
    ['core serves wp/v2', [POSTS], []],
    ['only some of the requests are its own', [ORDERS, POSTS], []],
    ['two requests of two plugins', [ORDERS, FEEDBACK], []],
  ])(
    'is found where it alone serves every request, and only there: %s',
    (_, symptoms, expected) => {
      const found = { symptoms, anomalies: [], rates: [], works: false, exact: true };
      expect(servingAll(found, ALL)).toEqual(expected);
    },
  );

  const control = { kind: 'admin', unreachable: () => [] } as never;

  it('stays on, and says why', () => {
    const pins = choosePins(
      ALL,
      control,
      { risks: [], needed: ['woocommerce/woocommerce'] },
      { keep: [], only: [] },
    );
    expect(pins).toEqual([{ plugin: 'woocommerce/woocommerce', why: 'needed-by-request' }]);
  });

  it('is tested where the person names it with --only', () => {
    const pins = choosePins(
      ALL,
      control,
      { risks: [], needed: ['woocommerce/woocommerce'] },
      { keep: [], only: ['woocommerce'] },
    );
    expect(pins.map(({ plugin }) => plugin)).toEqual([
      'guard/guard',
      'contact-form-7/wp-contact-form-7',
    ]);
  });
});
