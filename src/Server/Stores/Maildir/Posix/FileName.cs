using System.Runtime.CompilerServices;

namespace Restante.Server.Stores.Maildir.Posix;

/// <summary>One name in a directory, ended by NUL as the system wants it, held without an allocation.</summary>
internal readonly ref struct FileName
{
    /// <summary>NAME_MAX, on every file system that we meet.</summary>
    public const int MaxLength = 255;

    private readonly Buffer _buffer;

    /// <exception cref="ArgumentException">Longer than a name can be, or a path.</exception>
    public FileName(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxLength || name.ContainsAny((byte)0, (byte)'/'))
        {
            throw new ArgumentException("not a file name", nameof(name));
        }

        name.CopyTo(_buffer);
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref readonly byte First => ref _buffer[0];

    [InlineArray(MaxLength + 1)]
    private struct Buffer
    {
        private byte _first;
    }
}
