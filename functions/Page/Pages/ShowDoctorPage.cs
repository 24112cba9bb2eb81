using CloudmoreAutotask.Functions.Page.Views;
using CloudmoreAutotask.Setup;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CloudmoreAutotask.Functions.Page.Pages;

/// <summary>The page of what the doctor finds.</summary>
public sealed class ShowDoctorPage(PageFrame frame, SetupDoctor doctor)
{
    /// <summary><c>GET /doctor</c>.</summary>
    [Function(nameof(ShowDoctorPage))]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "doctor")] HttpRequest request, CancellationToken cancellation) => frame.ShowAsync<DoctorPage>(
        request,
        async () => new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(DoctorPage.Findings)] = await doctor.LookAsync(createField: false, cancellation).ToListAsync(cancellation),
        },
        cancellation);
}
