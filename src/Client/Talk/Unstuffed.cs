namespace Restante.Client.Talk;

/// <summary>Takes a message as it is on the wire and writes it as it is: doubled dots single, the terminator gone (RFC 1939 §3).</summary>
/// <param name="destination">Stays the caller's.</param>
public sealed class Unstuffed(Stream destination)
{
    private Place _place;

    private enum Place
    {
        Start,
        Dot,
        DotCr,
        Within,
    }

    /// <summary>The next octets, in any pieces.</summary>
    public void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            switch (_place, octets[0])
            {
                case (Place.Start, (byte)'.'):
                    _place = Place.Dot;
                    octets = octets[1..];
                    break;
                case (Place.Dot, (byte)'\r'):
                    _place = Place.DotCr;
                    octets = octets[1..];
                    break;
                case (Place.Dot or Place.DotCr, (byte)'\n'):
                    // The terminator: it ends what it is given.
                    return;
                case (Place.DotCr, _):
                    destination.WriteByte((byte)'\r');
                    _place = Place.Within;
                    break;
                default:
                    var end = octets.IndexOf((byte)'\n') + 1;
                    var line = end > 0 ? octets[..end] : octets;
                    destination.Write(line);
                    _place = end > 0 ? Place.Start : Place.Within;
                    octets = octets[line.Length..];
                    break;
            }
        }
    }
}
