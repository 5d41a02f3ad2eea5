namespace Restante.EndToEnd.Mail;

/// <summary>One message as it lies in the Maildir, with a name that also stands in its header.</summary>
internal sealed record CorpusMessage(string Name, byte[] Stored)
{
    /// <summary>What RETR has to deliver, dot-stuffing undone.</summary>
    public byte[] Wire { get; } = Mail.OnTheWire.Of(Stored);

    public override string ToString() => Name;
}
