import { describe, expect, it } from 'vitest';
import { lockoutIn } from '../../../src/wordpress/http/lockouts.ts';

describe('a lockout', () => {
  it.each([
    'Too many failed login attempts. Please try again in 20 minutes.',
    'Слишком много неудачных попыток входа. Повторите попытку через 20 минут.',
    'Забагато невдалих спроб входу. Спробуйте через 20 хвилин.',
    'Zu viele fehlgeschlagene Anmeldeversuche. Versuche es in 20 Minuten erneut.',
    'Trop de tentatives de connexion échouées.',
    'Demasiados intentos de acceso fallidos.',
    'Muitas tentativas de login falharam.',
    'Troppi tentativi di accesso falliti.',
    'Zbyt wiele nieudanych prób logowania.',
    'Te veel mislukte inlogpogingen.',
    'محاولات تسجيل كثيرة جدا',
  ])('is recognised by its words: %s', (words) => {
    expect(lockoutIn(words)?.where).toBe('login');
  });

  it.each([
    'Ошибка: введённый вами пароль неверен. Осталось 3 попытки.',
    'Fehler: Das eingegebene Passwort ist nicht korrekt. Noch 3 Versuche übrig.',
    'The password is incorrect. 3 attempts remaining.',
  ])('is not seen in a refusal or a warning: %s', (words) => {
    expect(lockoutIn(words)).toBeNull();
  });
});
