using System.Globalization;
using CloudmoreAutotask.Autotask.SignIn;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Autotask;

/// <summary>Addresses of Autotask's own pages, for a person who looks there. Source: Autotask facts, "Zone discovery"; its documented deep links.</summary>
public sealed class AutotaskLinks : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private readonly ZoneLookup zones;
    private readonly IAutotaskCredentialSource source;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim turn = new(1, 1);
    private Known? known;

    internal AutotaskLinks(ZoneLookup zones, IAutotaskCredentialSource source, TimeProvider time) => (this.zones, this.source, this.time) = (zones, source, time);

    /// <summary>The root of the tenant's pages; null while it is not known. The look-up is not signed, and one that fails is left for a while.</summary>
    public async Task<Uri?> RootAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (known is { } kept && kept.Until > time.GetUtcNow())
                return kept.Root;
            try
            {
                var zone = await zones.FindAsync(await source.GetAsync(cancellation), cancellation);
                known = new Known(zone.Web, zone.Until);
            }
            catch (Exception none) when (none is MustFixException or TryLaterException)
            {
                // A page without links is better than none.
                known = new Known(null, time.GetUtcNow() + Pause);
            }

            return known.Root;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The page of a contract.</summary>
    public static Uri Contract(Uri root, long id) => Page(root, "OpenContract", "ContractID", id);

    /// <summary>The page of a company.</summary>
    public static Uri Company(Uri root, long id) => Page(root, "OpenAccount", "AccountID", id);

    /// <inheritdoc />
    public void Dispose() => turn.Dispose();

    private static Uri Page(Uri root, string code, string parameter, long id) =>
        new(root, string.Create(CultureInfo.InvariantCulture, $"Autotask/AutotaskExtend/ExecuteCommand.aspx?Code={code}&{parameter}={id}"));

    private sealed record Known(Uri? Root, DateTimeOffset Until);
}
