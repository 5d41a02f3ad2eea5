using System.Text;

namespace Restante.Logs.Sessions;

/// <summary>
/// Sessions by a name of octets, each name of any number of sessions: the latest is found. No string is made to look one
/// up, and each name is hashed once. Names are kept as Latin-1: an octet a character, whatever it is.
/// </summary>
internal sealed class SessionIndex
{
    private Place?[] _chains = new Place?[256];

    /// <summary>Places that are taken.</summary>
    public int Count { get; private set; }

    /// <summary>The latest place of this name; null where nobody has it.</summary>
    public Place? Find(ReadOnlySpan<byte> name)
    {
        var hash = HashOf(name);
        var place = _chains[Chain(hash)];
        while (place is not null && !place.Is(name, hash))
        {
            place = place.Next;
        }

        return place;
    }

    /// <summary>Gives a session a name, before all that have it.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="name">The name.</param>
    /// <param name="text">The name as a string, where there is one: it is taken if it is the same.</param>
    public Place Add(Session session, ReadOnlySpan<byte> name, string? text = null)
    {
        if (Count == _chains.Length)
        {
            Grow();
        }

        var place = new Place(session, text is not null && Ascii.Equals(name, text) ? text : Encoding.Latin1.GetString(name), HashOf(name));
        ref var chain = ref _chains[Chain(place.Hash)];
        (place.Next, chain) = (chain, place);
        Count++;
        return place;
    }

    public void Remove(Place place)
    {
        ref var at = ref _chains[Chain(place.Hash)];
        while (at != place)
        {
            if (at is null)
            {
                return;
            }

            at = ref at.Next;
        }

        at = place.Next;
        Count--;
    }

    private int Chain(uint hash) => (int)(hash & (uint)(_chains.Length - 1));

    // HashCode is seeded anew in each process: no log can be made whose names all collide.
    private static uint HashOf(ReadOnlySpan<byte> name)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        return (uint)hash.ToHashCode();
    }

    private void Grow()
    {
        var old = _chains;
        _chains = new Place?[2 * old.Length];
        foreach (var chain in old)
        {
            // The last first, so that the latest of a name stands before the others again.
            Place? turned = null;
            for (var place = chain; place is not null;)
            {
                var next = place.Next;
                (place.Next, turned, place) = (turned, place, next);
            }

            while (turned is not null)
            {
                var next = turned.Next;
                ref var head = ref _chains[Chain(turned.Hash)];
                (turned.Next, head, turned) = (head, turned, next);
            }
        }
    }

    /// <summary>A session under one of its names.</summary>
    internal sealed class Place(Session session, string name, uint hash)
    {
        internal Place? Next;

        public Session Session => session;

        public string Name => name;

        internal uint Hash => hash;

        /// <summary>The place that had the name before this one.</summary>
        public Place? Before
        {
            get
            {
                var place = Next;
                while (place is not null && (place.Hash != hash || place.Name != name))
                {
                    place = place.Next;
                }

                return place;
            }
        }

        internal bool Is(ReadOnlySpan<byte> octets, uint hashOfOctets) =>
            hash == hashOfOctets && octets.Length == name.Length && (Ascii.Equals(octets, name) || IsSame(octets));

        private bool IsSame(ReadOnlySpan<byte> octets)
        {
            for (var i = 0; i < octets.Length; i++)
            {
                if (octets[i] != name[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
