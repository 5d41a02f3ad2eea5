namespace Restante.Fuzz.Sessions;

/// <summary>
/// A session as octets: how they arrive, when mail comes meanwhile, when the client goes, what is in the maildrop, and
/// what the client says.
/// <code>
/// [0] octets in a piece (0: all at once)        [1] the client is gone after 16 times so many octets (0: it stays)
/// [2] mail is delivered before so many pieces   [3] messages: that modulo 5 times a length and so many octets;
///                                                   the length 255: sixteen octets, repeated up to 70,000
/// rest: the client's octets
/// </code>
/// </summary>
internal sealed record SessionInput(int Piece, int GoneAfter, int DeliverAt, IReadOnlyList<byte[]> Messages, byte[] Octets)
{
    private const int HeadLength = 4;
    private const int Repeated = 255;
    private const int PatternLength = 16;
    private const int RepeatedLength = 70_000;

    public static SessionInput? Parse(byte[] input)
    {
        if (input.Length < HeadLength)
        {
            return null;
        }

        var messages = new List<byte[]>();
        var at = HeadLength;
        for (var left = input[3] % 5; left > 0 && at < input.Length; left--)
        {
            int length = input[at++];
            var octets = input.AsSpan(at, Math.Min(length == Repeated ? PatternLength : length, input.Length - at));
            at += octets.Length;
            messages.Add(length == Repeated ? Repeat(octets) : octets.ToArray());
        }

        return new SessionInput(input[0], 16 * input[1], input[2], messages, input[at..]);
    }

    public byte[] ToOctets()
    {
        var octets = new List<byte> { (byte)Piece, (byte)(GoneAfter / 16), (byte)DeliverAt, (byte)Messages.Count };
        foreach (var message in Messages)
        {
            var repeated = message.Length >= RepeatedLength;
            octets.Add((byte)(repeated ? Repeated : message.Length));
            octets.AddRange(repeated ? message[..PatternLength] : message);
        }

        return [.. octets, .. Octets];
    }

    public static byte[] Repeat(ReadOnlySpan<byte> pattern)
    {
        var message = new byte[pattern.IsEmpty ? 0 : RepeatedLength];
        for (var at = 0; at < message.Length; at += pattern.Length)
        {
            pattern[..Math.Min(pattern.Length, message.Length - at)].CopyTo(message.AsSpan(at));
        }

        return message;
    }
}
