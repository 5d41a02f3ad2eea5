namespace Restante.EndToEnd.Mail;

/// <summary>Whose way of naming files in a Maildir.</summary>
internal enum DeliveryStyle
{
    Postfix,
    Exim,
    Dovecot,
    Procmail,
    Maildrop,
}
