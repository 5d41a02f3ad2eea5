namespace Restante.Protocol.Pop3.Languages;

/// <summary>
/// A language of replies (RFC 6856 §3). Its texts are octets of UTF-8 in the program itself: none is encoded, copied or
/// looked up when it is sent.
/// </summary>
/// <param name="tag">As RFC 5646 has it.</param>
/// <param name="name">The language's name in itself.</param>
public abstract class Language(string tag, string name)
{
    /// <summary>What every session begins with.</summary>
    public static Language English { get; } = new English();

    public string Tag { get; } = tag;

    public string Name { get; } = name;

    /// <summary>A text, with <c>{0}</c> and <c>{1}</c> where its arguments belong.</summary>
    public abstract ReadOnlySpan<byte> this[ReplyText text] { get; }
}
