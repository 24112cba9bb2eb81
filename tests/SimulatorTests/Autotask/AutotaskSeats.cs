using CloudmoreAutotask.Simulators.Autotask;

namespace CloudmoreAutotask.Tests.SimulatorTests;

/// <summary>A contract from October 2026 for three years and a service that is not on it yet.</summary>
internal sealed class AutotaskSeats : IAsyncDisposable
{
    public required AutotaskSession Session { get; init; }

    public required long Contract { get; init; }

    public required long Service { get; init; }

    public AutotaskTenant Tenant => Session.Tenant;

    public static async Task<AutotaskSeats> StartAsync()
    {
        var session = await AutotaskSession.StartAsync();
        var tenant = session.Tenant;
        return new AutotaskSeats
        {
            Session = session,
            Contract = tenant.AddContract(tenant.AddCompany("Contoso"), "One", Day.Of("2026-10-01"), Day.Of("2029-09-30")),
            Service = tenant.AddService("Seat", 25m, 20m),
        };
    }

    public Task<Reply> AdjustAsync(int unitChange, string day, decimal? price = null, decimal? cost = null) =>
        Session.AdjustAsync(Contract, Service, unitChange, day, price, cost);

    public Task<Reply> AddServiceAsync() => Session.PostAsync(
        $"Contracts/{Contract}/Services", $$"""{"contractID":{{Contract}},"serviceID":{{Service}},"unitPrice":20.60,"unitCost":16.90}""");

    public IReadOnlyList<UnitRow> Units() => Tenant.UnitsOf(Tenant.AllContractServices[0].Id);

    public ValueTask DisposeAsync() => Session.DisposeAsync();
}
